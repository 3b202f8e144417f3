import type { Json, JsonObject } from '../types.ts';

/** An error on its way to a Retry, a Catch or the end of the execution. */
export interface Failure {
  readonly error?: string;
  readonly cause?: string;
  /** A second name that ErrorEquals may use: AWS reports a missed heartbeat as States.Timeout but matches States.HeartbeatTimeout. */
  readonly alias?: string;
}

/** A task that was scheduled and has not ended. Times are absolute, in milliseconds. */
export interface TaskProgress {
  readonly arguments: Json;
  readonly token?: string;
  readonly timeoutAt?: number;
  readonly heartbeatSeconds?: number;
  heartbeatAt?: number;
  /** The call was made; what is missing is the token's answer or the child's end. */
  submitted: boolean;
  /** The name a child execution is started under, chosen once so that starting it again finds it. */
  readonly childName?: string;
  childArn?: string;
}

/** A Parallel or Map whose branches or iterations run. */
export interface GroupProgress {
  readonly total: number;
  /** What a Map iterates over; absent on a Parallel. */
  readonly items?: Json[];
  /** What every branch of a Parallel gets. */
  readonly branchInput?: Json;
  readonly concurrency: number;
  /** In which order the iterations start, when that is not the order of the items. */
  readonly order?: number[];
  readonly toleratedCount?: number;
  readonly toleratedPercentage?: number;
}

/**
 * A thread of control: the machine's own, or that of one branch or iteration. Plain data; saved whole whenever a
 * step changed it, so that an execution can go on from what is saved without evaluating anything again.
 */
export interface Position {
  readonly id: number;
  /** The position of the Parallel or Map it belongs to. */
  readonly parent?: number;
  /** Which branch or iteration. */
  readonly index: number;
  /** Key in `Machine.scopes`. */
  readonly scope: string;
  state: string;
  input: Json;
  /** Those of its own scope; outer ones are read through the parent. */
  variables: JsonObject;
  /**
   * `select`: an iteration whose ItemSelector is to be evaluated; `enter`: about to enter `state`; `attempt`: about to try again;
   * `wait` and `backoff`: until `wakeAt`; `task`: a task is under way; `group`: its children run; `done`: its scope has ended.
   */
  phase: 'select' | 'enter' | 'attempt' | 'wait' | 'backoff' | 'task' | 'group' | 'done';
  previousEventId: number;
  /** What stood before the state was entered: events of a failed entry refer to it. */
  beforeEntry: number;
  enteredEventId: number;
  enteredAt: number;
  /** How often each retrier of the state was used. */
  retries: number[];
  retryCount: number;
  /** Counts everything that was ever scheduled here: an answer to an earlier one is late. */
  attempt: number;
  wakeAt?: number;
  task?: TaskProgress;
  group?: GroupProgress;
  /** Of a scope that ended well. */
  output?: Json;
  /** Of an iteration that failed within its Map's tolerance. */
  failure?: JsonObject;
}

export function newPosition(
  id: number,
  place: { parent?: number; index: number; scope: string; state: string },
  input: Json,
): Position {
  const counters = {
    previousEventId: 0,
    beforeEntry: 0,
    enteredEventId: 0,
    enteredAt: 0,
    retries: [],
    retryCount: 0,
    attempt: 0,
  };
  return { id, ...place, input, variables: {}, phase: 'enter', ...counters };
}
