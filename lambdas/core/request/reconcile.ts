import type { Clock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import type { Failure } from '../report/failure.ts';
import type { ExecutionReader, Executions, OpenRequests, RequestReader } from './ports.ts';
import { type ExecutionInput, executionName, type RequestKey, type RequestRecord } from './request.ts';
import { isEnded } from './status.ts';

export interface ReconcilePorts {
  readonly clock: Clock;
  readonly open: OpenRequests;
  readonly requests: RequestReader;
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

/** How long one sweep may take, milliseconds; what it does not get to is looked at by the next. */
const budgetMs = 90_000;

/** How many requests are looked at side by side. */
const width = 10;

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
  const began = ports.clock();
  const swept = { looked: 0, started: 0, failed: 0 };
  const look = async (key: RequestKey): Promise<void> => {
    try {
      const request = await requestToSweep(ports, key);
      if (request === undefined) return;
      swept.looked += 1;
      const mended = await mend(ports, request, machineArn);
      if (mended !== undefined) swept[mended] += 1;
    } catch (error) {
      ports.warn('a request could not be swept', { requestId: key.requestId, error: messageOf(error) });
    }
  };
  let batch: RequestKey[] = [];
  for await (const key of ports.open.madeBefore(began - graceMs)) {
    if (ports.clock() - began > budgetMs) break;
    batch.push(key);
    if (batch.length < width) continue;
    await Promise.all(batch.map(look));
    batch = [];
  }
  await Promise.all(batch.map(look));
  return swept;
}

/** The request, unless nothing is to be done about it. */
async function requestToSweep(ports: ReconcilePorts, key: RequestKey): Promise<RequestRecord | undefined> {
  const request = await ports.requests.read(key);
  // Over, and whoever closed it did not get to say so here; or never written, for its submission died: a retry adds it again.
  if (request === undefined || isEnded(request.status)) {
    await ports.open.remove(key);
    return undefined;
  }
  // Something has just moved it on: the first ways have their time.
  return ports.clock() - Date.parse(request.updatedAt) <= graceMs ? undefined : request;
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
