import { firstOf } from './text/markdown.ts';

/**
 * Every error name of Baton in one place, because three readers depend on the spelling: `Retry` and `Catch` in the state
 * machines match on it, the journal records it, and the API turns it into a problem document.
 *
 * Names are literals, never `constructor.name`: a minifier renames classes.
 */

/** What an error means for the request: stop and notify, take the backup agent, fall back, or go on degraded. */
export type Severity = 'critical' | 'high' | 'medium' | 'low';

export interface ErrorKind {
  readonly severity: Severity;
  /** Whether the same call may succeed when it is made again. */
  readonly retry: boolean;
  /** What it means, in one line a person reads. */
  readonly title: string;
}

export const errorKinds = {
  // Raised by agent, router and coordinator functions; state machines match on these.
  DeadlineExceeded: { severity: 'medium', retry: false, title: 'The time box was over before the work could start' },
  AttemptFenced: { severity: 'low', retry: false, title: 'Another attempt, or a rollback, has taken the task over' },
  AgentOutputInvalid: {
    severity: 'high',
    retry: false,
    title: 'The model answered, twice, in a form that is no Result',
  },
  AdviceInvalid: { severity: 'low', retry: false, title: 'The model answered in a form that is no decision' },
  InjectedFault: { severity: 'high', retry: false, title: 'The request asked for this task to fail' },
  AgentReportedFailure: { severity: 'high', retry: false, title: 'The agent said that it could not do the task' },
  AgentUnknown: { severity: 'critical', retry: false, title: 'No agent of that id is registered' },
  CallInvalid: {
    severity: 'critical',
    retry: false,
    title: 'A function was called with something other than its contract',
  },
  TaskUnknown: { severity: 'critical', retry: false, title: 'The journal holds no such task' },
  RequestUnknown: { severity: 'critical', retry: false, title: 'The journal holds no such request' },
  RequestClosed: { severity: 'low', retry: false, title: 'The request has ended or is being stopped' },
  ModelThrottled: { severity: 'low', retry: true, title: 'The model provider asked for patience' },
  ModelUnavailable: { severity: 'medium', retry: true, title: 'The model provider could not be reached or failed' },
  ModelTimeout: { severity: 'medium', retry: true, title: 'The model did not answer in time' },
  ModelRejected: { severity: 'critical', retry: false, title: 'The model provider refused the call' },
  StoreUnavailable: { severity: 'medium', retry: true, title: 'The table could not be reached or is throttled' },
  PlanInvalid: { severity: 'high', retry: false, title: 'The plan cannot be run' },
  PlanIncomplete: { severity: 'high', retry: false, title: 'Not every task of the plan was completed' },
  DependenciesPending: { severity: 'low', retry: false, title: 'Tasks that this one builds on are not settled yet' },
  PlanStalled: { severity: 'low', retry: false, title: 'Nothing of the plan is under way that this task waits for' },
  CompensationFailed: { severity: 'critical', retry: true, title: 'What a task did could not be undone' },
  ClarificationExpired: { severity: 'medium', retry: false, title: 'The question was not answered in time' },
  HandoffRejected: {
    severity: 'high',
    retry: false,
    title: 'Work that the task builds on is not what was handed over',
  },
  ResultRejected: { severity: 'high', retry: false, title: 'The result did not pass validation, twice' },
  StoreRejected: { severity: 'critical', retry: false, title: 'The table refused the call as it was made' },
  ExecutionLost: { severity: 'high', retry: false, title: 'The execution ended without saying how' },

  Cancelled: { severity: 'low', retry: false, title: 'The request was cancelled' },

  // Answered by the API.
  InvalidRequest: { severity: 'low', retry: false, title: 'The request is not of the expected shape' },
  TokenNotAccepted: { severity: 'low', retry: false, title: 'The token is of a kind that is not taken' },
  InvalidId: { severity: 'low', retry: false, title: 'An id has characters or a length that no id has' },
  TooComplex: { severity: 'low', retry: false, title: 'The body is nested too deeply or has too many values' },
  PayloadTooLarge: { severity: 'low', retry: false, title: 'The body is too large' },
  UnsupportedMediaType: { severity: 'low', retry: false, title: 'The body is not application/json' },
  IdempotencyKeyReused: { severity: 'low', retry: false, title: 'The Idempotency-Key came with another body before' },
  InjectionRefused: { severity: 'low', retry: false, title: 'Faults are not injected in this stage' },
  NotFound: { severity: 'low', retry: false, title: 'There is no such thing' },
  NothingToCancel: { severity: 'low', retry: false, title: 'The request is over' },
  NothingToRollBack: { severity: 'low', retry: false, title: 'The request has nothing to undo now' },
  NothingToAnswer: { severity: 'low', retry: false, title: 'The request is not waiting for an answer' },
  NothingToJudge: {
    severity: 'low',
    retry: false,
    title: 'The request has no route that something could be said about',
  },
  FeedbackReviewed: { severity: 'low', retry: false, title: 'The feedback was accepted or rejected before' },
  Internal: { severity: 'critical', retry: true, title: 'Something went wrong on our side' },
} as const satisfies Record<string, ErrorKind>;

export type ErrorName = keyof typeof errorKinds;

/** The name as recorded, when it is one of ours; anything else was a failure of the agent's. */
export function errorNameOf(recorded: string): ErrorName {
  return Object.hasOwn(errorKinds, recorded) ? (recorded as ErrorName) : 'AgentReportedFailure';
}

/** What a field did wrong: where it is (`tasks[2].agent`) and what is the matter. */
export interface FieldFault {
  readonly field: string;
  readonly message: string;
}

export interface ErrorDetails {
  readonly faults?: readonly FieldFault[];
  readonly cause?: unknown;
}

/**
 * The one error that Baton throws. `message` says what was wrong, the value seen, and what to do.
 *
 * `name` is what Step Functions sees as the error of a Lambda function
 * (https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html).
 */
export class BatonError extends Error {
  override readonly name: ErrorName;
  readonly faults: readonly FieldFault[];

  constructor(name: ErrorName, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = name;
    this.faults = details.faults ?? [];
  }

  get kind(): ErrorKind {
    return errorKinds[this.name];
  }
}

/** How much of a list of faults is said in words, characters: it goes through logs, journals and state machines. */
const faultsRoom = 4_000;

/** Faults in one line; of very many the first, and how many more there are. */
export function faultWords(faults: readonly FieldFault[]): string {
  const words = faults.map(({ field, message }) => `${field}: ${message}`);
  return firstOf(words, faultsRoom, (count) => `and ${count} more`).join('; ');
}

/** True for an error of Baton, optionally of one given name. */
export function isBatonError(error: unknown, name?: ErrorName): error is BatonError {
  return error instanceof BatonError && (name === undefined || error.name === name);
}

/** What the state machine ended with when a request was rolled back; Fail states carry them. */
export const machineErrors = { rolledBack: 'Baton.RolledBack', rollbackFailed: 'Baton.RollbackFailed' } as const;

/** The words of any thrown value, for a record or a log line. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
