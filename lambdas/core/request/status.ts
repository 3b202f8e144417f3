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

/** How far along a status is. A write may only move a request to a higher rank, so whoever comes late changes nothing. */
const ranks: Readonly<Record<RequestStatus, number>> = {
  received: 0,
  running: 1,
  waiting: 1,
  cancelling: 2,
  'rolling-back': 2,
  succeeded: 3,
  failed: 3,
  'rolled-back': 3,
  'rollback-failed': 3,
  cancelled: 3,
};

/** Whether a request that has this status has come to its end. */
export function isEnded(status: RequestStatus): boolean {
  return ranks[status] === 3;
}

/** Whether a request may go from one status to the other; running and waiting go back and forth, and repeating one is fine. */
export function canMove(from: RequestStatus, to: RequestStatus): boolean {
  return ranks[to] > ranks[from] || (ranks[from] === 1 && ranks[to] === 1);
}

/** The statuses from which a request may go to `to`: what a conditional write names. */
export function movableFrom(to: RequestStatus): RequestStatus[] {
  return requestStatuses.filter((from) => canMove(from, to));
}

/** The statuses of requests that are not over: what a sweeper looks at. */
export const openStatuses: readonly RequestStatus[] = requestStatuses.filter((status) => !isEnded(status));
