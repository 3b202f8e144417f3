export const requestStatuses = [
  'received',
  'running',
  'waiting',
  'cancelling',
  'rolling-back',
  'succeeded',
  'failed',
  'rolled-back',
  'rollback-failed',
  'cancelled',
] as const;
export type RequestStatus = (typeof requestStatuses)[number];

/** The statuses in which a request is taken away from whoever works on it, to be undone. */
export type StoppingStatus = 'cancelling' | 'rolling-back';

/** The statuses that a request comes to by itself, not by being stopped. */
export type MovableStatus = Exclude<RequestStatus, 'received' | StoppingStatus>;

const ends = ['succeeded', 'failed'] as const;
const rollbackEnds = ['rolled-back', 'rollback-failed'] as const;
const stopped = ['cancelled', 'rollback-failed'] as const;

/**
 * Where a request may go from a status by itself. What is being stopped only comes to the end of being stopped: a success
 * that comes after that is too late. Running and waiting go back and forth, and repeating one is fine.
 */
const moves: Readonly<Record<RequestStatus, readonly MovableStatus[]>> = {
  received: ['running', 'waiting', ...ends],
  running: ['running', 'waiting', ...ends],
  waiting: ['running', 'waiting', ...ends],
  cancelling: stopped,
  'rolling-back': rollbackEnds,
  succeeded: [],
  failed: [],
  'rolled-back': [],
  'rollback-failed': [],
  cancelled: [],
};

/** What may be stopped, each time in a new epoch: what is under way, and for a rollback what is over and not undone. */
const stops: Readonly<Record<StoppingStatus, readonly RequestStatus[]>> = {
  cancelling: ['received', 'running', 'waiting'],
  'rolling-back': ['received', 'running', 'waiting', 'succeeded', 'failed', 'rollback-failed'],
};

/** Whether a request that has this status has come to its end; only a rollback goes on from there. */
export function isEnded(status: RequestStatus): boolean {
  return moves[status].length === 0;
}

/** Whether work may start and results count: neither over nor being stopped. */
export function isUnderWay(status: RequestStatus): boolean {
  return stops.cancelling.includes(status);
}

export function isStopping(status: RequestStatus): status is StoppingStatus {
  return Object.hasOwn(stops, status);
}

/** Whether a request may go from one status to the other within its epoch. */
export function canMove(from: RequestStatus, to: MovableStatus): boolean {
  return moves[from].includes(to);
}

/** The statuses from which a request may go to `to`: what a conditional write names. */
export function movableFrom(to: MovableStatus): RequestStatus[] {
  return requestStatuses.filter((from) => canMove(from, to));
}

/** The statuses in which a request may be stopped, for a new epoch that begins as `to`. */
export function stoppableFrom(to: StoppingStatus): readonly RequestStatus[] {
  return stops[to];
}

/** The statuses of requests that are not over: what a sweeper looks at. */
export const openStatuses: readonly RequestStatus[] = requestStatuses.filter((status) => !isEnded(status));
