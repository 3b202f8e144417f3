import type { AuditTrail } from '../audit/audit.ts';
import { type Clock, isoTime } from '../clock.ts';
import { BatonError } from '../errors.ts';
import type { EventAppender } from '../events/event.ts';
import type { OpenRequests, RequestReader } from '../request/ports.ts';
import type { Caller, RequestKey, RequestRecord } from '../request/request.ts';
import { isStopping, isUnderWay, type StoppingStatus } from '../request/status.ts';
import { recordStopping } from './account.ts';
import type { ExecutionStopper, RequestStopper, Rollback, RollbackExecutions } from './ports.ts';

export interface BeginRollbackPorts {
  readonly clock: Clock;
  readonly requests: RequestReader & RequestStopper;
  readonly open: OpenRequests;
  readonly audit: AuditTrail;
  readonly eventLog: EventAppender;
}

export interface StopRequestPorts extends BeginRollbackPorts {
  readonly executions: ExecutionStopper & RollbackExecutions;
}

/**
 * Begins a new epoch of a request in which it is undone. Whoever works on it by the epoch before finds the door shut: from
 * now on nothing of it starts, and nothing of it counts. The execution that undoes it is still to be started.
 *
 * @returns the request as it is then; when another was faster, as that one left it
 */
export async function beginRollback(
  ports: BeginRollbackPorts,
  request: RequestRecord,
  of: { status: StoppingStatus } & Pick<Rollback, 'cause' | 'failedTask' | 'requestedBy'>,
): Promise<RequestRecord> {
  const { status, ...why } = of;
  // Before it is stopped: whoever dies here leaves a sweeper something to find.
  await ports.open.add(request);
  const stopped = await ports.requests.stop(request, {
    epoch: request.epoch,
    status,
    rollback: { ...why, startedAt: isoTime(ports.clock()), run: 0 },
    error: of.cause,
  });
  if (stopped === undefined) return (await ports.requests.read(request)) ?? request;
  await recordStopping(ports, { ...stopped, status });
  await ports.audit.record(stopped, {
    eventType: `request.${status}`,
    key: `${status}-${stopped.epoch}`,
    operation: status === 'cancelling' ? 'cancel' : 'roll-back',
    input: of.requestedBy ?? '',
    output: of.cause.name,
    success: true,
  });
  return stopped;
}

/**
 * Cancels a request that is under way: nothing of it starts any more, its executions are stopped, and what it did is undone.
 * Cancelled again while that goes on, it completes what an interrupted first time left out; one that has failed and is being
 * undone already stays as it is.
 *
 * @throws NotFound for a request that is not the tenant's
 * @throws NothingToCancel when it is over
 */
export async function cancelRequest(
  ports: StopRequestPorts,
  caller: Caller,
  requestId: string,
): Promise<RequestRecord> {
  const request = await requireRequest(ports, caller, requestId);
  const stopped = isUnderWay(request.status)
    ? await beginRollback(ports, request, {
        status: 'cancelling',
        cause: { name: 'Cancelled', message: 'the request was cancelled by its user' },
        requestedBy: caller.userId,
      })
    : request;
  if (isStopping(stopped.status)) return undo(ports, stopped);
  throw new BatonError('NothingToCancel', `request ${requestId} is ${stopped.status} and cannot be cancelled any more`);
}

/**
 * Undoes a request that is over: one that failed or succeeded and kept what it did, or one of which something stayed dirty.
 *
 * @throws NotFound for a request that is not the tenant's
 * @throws NothingToRollBack when it is under way, or undone already
 */
export async function rollBackRequest(
  ports: StopRequestPorts,
  caller: Caller,
  requestId: string,
): Promise<RequestRecord> {
  const request = await requireRequest(ports, caller, requestId);
  if (isUnderWay(request.status)) {
    throw new BatonError('NothingToRollBack', `request ${requestId} is ${request.status}: cancel it, which undoes it`);
  }
  if (isStopping(request.status)) return undo(ports, request);
  if (request.status === 'rolled-back' || request.status === 'cancelled') {
    throw new BatonError(
      'NothingToRollBack',
      `request ${requestId} is ${request.status}: there is nothing left to undo`,
    );
  }
  const failedTask = request.rollback?.failedTask;
  const stopped = await beginRollback(ports, request, {
    status: 'rolling-back',
    cause: request.error ?? { name: 'RollbackRequested', message: 'its user wanted it undone' },
    ...(failedTask === undefined ? {} : { failedTask }),
    requestedBy: caller.userId,
  });
  return isStopping(stopped.status) ? undo(ports, stopped) : stopped;
}

/** What the machine of the request undoes by itself is left to it: stopping that would stop the rollback with it. */
async function undo(ports: StopRequestPorts, request: RequestRecord): Promise<RequestRecord> {
  if (request.rollback?.requestedBy === undefined) return request;
  await ports.executions.stopAll(request, request.rollback.cause);
  await ports.executions.startRollback(request);
  return request;
}

async function requireRequest(
  ports: StopRequestPorts,
  { tenantId }: Pick<RequestKey, 'tenantId'>,
  requestId: string,
): Promise<RequestRecord> {
  const request = await ports.requests.read({ tenantId, requestId });
  if (request !== undefined) return request;
  throw new BatonError('NotFound', `request ${requestId} does not exist`);
}
