import type { Clock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import type { Failure } from '../report/failure.ts';
import type { ExecutionReader, Executions, RequestLister, RequestReader, Tenants } from './ports.ts';
import { type ExecutionInput, executionName, type RequestRecord } from './request.ts';
import { isEnded, openStatuses } from './status.ts';

export interface ReconcilePorts {
  readonly clock: Clock;
  readonly tenants: Tenants;
  readonly requests: RequestReader & RequestLister;
  readonly executions: Executions & ExecutionReader;
  /** Closes a request as failed. */
  readonly fail: (request: RequestRecord, failure: Failure) => Promise<unknown>;
  readonly warn: (message: string, about: Record<string, unknown>) => void;
}

/** How an execution ended, by Step Functions' own account. */
export interface ExecutionEnd {
  readonly status: 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly input: ExecutionInput;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

/** What a sweep did. */
export interface Swept {
  readonly looked: number;
  readonly started: number;
  readonly failed: number;
}

/** How old an open request must be before a sweep looks at it, milliseconds: the first ways have had their time by then. */
const graceMs = 5 * 60_000;

/** How many requests of a tenant a sweep reads at a time. */
const pageSize = 200;

/** Closes the request of an execution that ended badly, unless the execution closed it itself. */
export async function settleEnded(ports: ReconcilePorts, end: ExecutionEnd): Promise<RequestRecord | undefined> {
  const request = await ports.requests.read(end.input);
  if (request === undefined || isEnded(request.status) || request.generation !== end.input.generation) return undefined;
  await ports.fail(request, failureOf(end.status, end.error, end.cause));
  return request;
}

/**
 * Looks at every request that should be over or under way, and mends what neither the machine nor the status rule did:
 * one whose execution never started is started, one whose execution has ended is closed.
 */
export async function sweep(ports: ReconcilePorts, machineArn: string): Promise<Swept> {
  let looked = 0;
  let started = 0;
  let failed = 0;
  for (const tenantId of await ports.tenants.list()) {
    for await (const request of openRequests(ports, tenantId)) {
      if (ports.clock() - Date.parse(request.updatedAt) <= graceMs) continue;
      looked += 1;
      try {
        const mended = await mend(ports, request, machineArn);
        if (mended === 'started') started += 1;
        if (mended === 'failed') failed += 1;
      } catch (error) {
        ports.warn('a request could not be swept', { requestId: request.requestId, error: messageOf(error) });
      }
    }
  }
  return { looked, started, failed };
}

/** All of them, newest first: a lost one may be behind any number that are well. */
async function* openRequests(ports: ReconcilePorts, tenantId: string): AsyncGenerator<RequestRecord> {
  let before: string | undefined;
  do {
    const page = await ports.requests.list({ tenantId, statuses: openStatuses, before, limit: pageSize });
    yield* page;
    before = page.length < pageSize ? undefined : page.at(-1)?.requestId;
  } while (before !== undefined);
}

async function mend(
  ports: ReconcilePorts,
  request: RequestRecord,
  machineArn: string,
): Promise<'started' | 'failed' | undefined> {
  const { tenantId, requestId, generation } = request;
  const arn = executionArnOf(machineArn, requestId, generation);
  const execution = await ports.executions.describe(arn);
  if (execution === undefined) {
    await ports.executions.start({ schema: 1, tenantId, requestId, generation });
    return 'started';
  }
  if (execution.status === 'RUNNING' || execution.status === 'PENDING_REDRIVE') return undefined;
  await ports.fail(request, failureOf(execution.status, execution.error, execution.cause));
  return 'failed';
}

/**
 * The ARN of an execution, which follows from its machine's and its name
 * (https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html#amazon-states-language-arns).
 */
export function executionArnOf(machineArn: string, requestId: string, generation: number): string {
  return `${machineArn.replace(':stateMachine:', ':execution:')}:${executionName(requestId, generation)}`;
}

function failureOf(status: string, error: string | undefined, cause: string | undefined): Failure {
  return {
    name: error ?? 'ExecutionLost',
    message: cause ?? `the execution ended ${status} without an answer`,
  };
}
