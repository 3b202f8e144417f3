import type { EventNotice } from '../../../local/engine/index.ts';

/** What an event means for its request: it is over, it waits for an answer, it goes on. */
export type Meaning = 'over' | 'asked' | 'progress';

export function meaningOf({ executionArn, event: { type, details } }: EventNotice): Meaning {
  if (!isRequest(executionArn)) return 'progress';
  if (/^Execution(?!Started)/.test(type)) return 'over';
  const asks = type === 'TaskSubmitted' && details['resource'] === 'invoke.waitForTaskToken';
  return asks ? 'asked' : 'progress';
}

/** Whether an execution is a request's own, and not one of those that it starts. */
export function isRequest(executionArn: string): boolean {
  return executionArn.includes('-coordinate-request:');
}
