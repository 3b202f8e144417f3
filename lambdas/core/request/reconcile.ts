import type { Clock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import type { Failure } from '../report/failure.ts';
import type { RequestStopper, RollbackExecutions } from '../rollback/ports.ts';
import { rollbackName } from '../rollback/rollback.ts';
import type { ExecutionReader, Executions, OpenRequests, RequestReader } from './ports.ts';
import { type ExecutionInput, executionName, type RequestKey, type RequestRecord } from './request.ts';
import { isEnded, isStopping } from './status.ts';

export interface ReconcilePorts {
  readonly clock: Clock;
  readonly open: OpenRequests;
  readonly requests: RequestReader & RequestStopper;
  readonly executions: Executions & ExecutionReader & RollbackExecutions;
  /** Closes a request as failed, or leaves it to be undone. */
  readonly fail: (request: RequestRecord, failure: Failure) => Promise<RequestRecord>;
  /** Closes a request that is being undone as it stands. */
  readonly giveUpRollback: (request: RequestRecord) => Promise<RequestRecord>;
  readonly warn: (message: string, about: Record<string, unknown>) => void;
}

/** How an execution ended, by Step Functions' own account. */
export interface ExecutionEnd {
  readonly status: 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly input: ExecutionInput;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

/** The machines whose executions are looked at. */
export interface MachineArns {
  readonly coordinate: string;
  readonly rollBack: string;
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

/** How many executions are begun again for one rollback before it is left to a person. */
const maxRuns = 5;

/** How many requests are looked at side by side. */
const width = 10;

/**
 * Does what an execution that ended badly left undone: a request that it did not close is closed, or undone; a rollback that
 * broke off is begun again.
 */
export async function settleEnded(
  ports: ReconcilePorts,
  end: ExecutionEnd,
  machines: MachineArns,
): Promise<RequestRecord | undefined> {
  const request = await ports.requests.read(end.input);
  if (request === undefined || isEnded(request.status) || request.generation !== end.input.generation) return undefined;
  if (isStopping(request.status)) return continueRollback(ports, request, machines);
  return failOrUndo(ports, request, failureOf(end.status, end.error, end.cause));
}

async function failOrUndo(ports: ReconcilePorts, request: RequestRecord, failure: Failure): Promise<RequestRecord> {
  const failed = await ports.fail(request, failure);
  if (isStopping(failed.status)) await ports.executions.startRollback(failed);
  return failed;
}

/** Sees to it that a request which is being undone has an execution that does it. */
async function continueRollback(
  ports: ReconcilePorts,
  request: RequestRecord,
  { rollBack }: MachineArns,
): Promise<RequestRecord | undefined> {
  const execution = await ports.executions.describe(executionArnOf(rollBack, rollbackName(request)));
  if (execution?.status === 'RUNNING' || execution?.status === 'PENDING_REDRIVE') return undefined;
  const { epoch, rollback: { run } = { run: 0 } } = request;
  if (execution !== undefined && run >= maxRuns) return ports.giveUpRollback(request);
  const again = execution === undefined ? request : await ports.requests.runAgain(request, { epoch, run });
  if (again === undefined) return undefined;
  await ports.executions.startRollback(again);
  return again;
}

/**
 * Looks at every request that should be over or under way, and mends what neither the machine nor the status rule did:
 * one whose execution never started is started, one whose execution has ended is closed, a rollback that broke off is begun
 * again.
 */
export async function sweep(ports: ReconcilePorts, machines: MachineArns): Promise<Swept> {
  const began = ports.clock();
  const swept = { looked: 0, started: 0, failed: 0 };
  const look = async (key: RequestKey): Promise<void> => {
    try {
      const request = await requestToSweep(ports, key);
      if (request === undefined) return;
      swept.looked += 1;
      const mended = await mend(ports, request, machines);
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
    // It may have been stopped, and noted as open, between the two.
    const now = await ports.requests.read(key);
    if (now !== undefined && !isEnded(now.status)) await ports.open.add(key);
    return undefined;
  }
  // Something has just moved it on: the first ways have their time.
  return ports.clock() - Date.parse(request.updatedAt) <= graceMs ? undefined : request;
}

async function mend(
  ports: ReconcilePorts,
  request: RequestRecord,
  machines: MachineArns,
): Promise<'started' | 'failed' | undefined> {
  if (isStopping(request.status)) {
    return (await continueRollback(ports, request, machines)) === undefined ? undefined : 'started';
  }
  const { tenantId, requestId, generation } = request;
  const arn = executionArnOf(machines.coordinate, executionName(requestId, generation));
  const execution = await ports.executions.describe(arn);
  if (execution === undefined) {
    await ports.executions.start({ schema: 1, tenantId, requestId, generation });
    return 'started';
  }
  if (execution.status === 'RUNNING' || execution.status === 'PENDING_REDRIVE') return undefined;
  await failOrUndo(ports, request, failureOf(execution.status, execution.error, execution.cause));
  return 'failed';
}

/**
 * The ARN of an execution, which follows from its machine's and its name
 * (https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html#amazon-states-language-arns).
 */
export function executionArnOf(machineArn: string, name: string): string {
  return `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
}

function failureOf(status: string, error: string | undefined, cause: string | undefined): Failure {
  return {
    name: error ?? 'ExecutionLost',
    message: cause ?? `the execution ended ${status} without an answer`,
  };
}
