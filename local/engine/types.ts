/** A JSON value: what flows between states. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** A timer that can be taken back; cancelling one that has fired does nothing. */
export interface Timer {
  cancel(): void;
}

/**
 * Time as the engine sees it. Every wait, time-out and retry delay goes through it.
 * Times are milliseconds since the epoch.
 */
export interface Clock {
  now(): number;
  /** Calls `fire` at `atMs`, or at the next turn when that is past. */
  setTimer(atMs: number, fire: () => void): Timer;
  /** Says that something is in flight which time must not overtake; the returned function ends it. A real clock has no need of it. */
  hold?(): () => void;
}

/** Where random values come from; seeded in tests. */
export interface Randomness {
  /** A number in [0, 1). */
  number(): number;
  uuid(): string;
}

/** What an integration is told about the task it runs. */
export interface TaskContext {
  readonly executionArn: string;
  readonly executionName: string;
  readonly stateMachineArn: string;
  readonly stateName: string;
  /** The resource as the machine wrote it. */
  readonly resource: string;
  /** 0 on the first attempt. */
  readonly retryCount: number;
  /** Present for `.waitForTaskToken` only. */
  readonly taskToken?: string;
  /** Aborted when the engine closes; never at a time-out or stop, for on AWS a function goes on then. */
  readonly signal: AbortSignal;
}

/**
 * Runs a task: gets the evaluated Arguments, answers what `$states.result` shall be, throws `TaskError` to fail
 * under a name. For `.waitForTaskToken` the answer only says that the call was made.
 */
export type TaskHandler = (args: Json, context: TaskContext) => Json | Promise<Json>;

/**
 * Handlers by resource: a whole resource ARN, or a prefix ending in `*`. The longest match wins.
 * `arn:aws:states:::states:startExecution` and its variants are the engine's own unless named here.
 */
export type Integrations = Readonly<Record<string, TaskHandler>>;

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** One event of an execution's history; `details` holds the members of AWS's `…EventDetails` for the type. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  /** AWS's event type, for example `TaskStateEntered`. */
  readonly type: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly details: JsonObject;
}

/** An execution as DescribeExecution shows it; input and output are JSON texts, dates are milliseconds since the epoch. */
export interface ExecutionDescription {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly startDate: number;
  readonly stopDate?: number;
  readonly input: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

/** Told once when an execution starts and once when it ends. */
export type StatusChange = ExecutionDescription;

/** One history event, told after it is safely in the journal. */
export interface EventNotice {
  readonly executionArn: string;
  readonly event: HistoryEvent;
}

export interface MachineSource {
  readonly name: string;
  readonly arn: string;
  readonly roleArn?: string;
  /** Amazon States Language, as text or parsed. */
  readonly definition: string | object;
}

export interface MachineDescription {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly definition: string;
  readonly creationDate: number;
}

export interface StartExecutionRequest {
  readonly stateMachineArn: string;
  /** At most 80 characters, no blanks, brackets, wildcards or other special ones; a UUID when absent. */
  readonly name?: string;
  /** JSON text; `{}` when absent. */
  readonly input?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken?: string;
}

export interface PageRequest {
  /** At most 1,000; 0 or absent: 100. */
  readonly maxResults?: number;
  readonly nextToken?: string;
}

export interface ListExecutionsRequest extends PageRequest {
  readonly stateMachineArn: string;
  readonly statusFilter?: ExecutionStatus;
}

export interface HistoryRequest extends PageRequest {
  readonly executionArn: string;
  readonly reverseOrder?: boolean;
}

export interface StopExecutionRequest {
  readonly executionArn: string;
  readonly error?: string;
  readonly cause?: string;
}

/**
 * The embedded engine. Every method that changes something answers only when the change is in the journal.
 * Errors are `ServiceError`s under AWS's names (ExecutionDoesNotExist, TaskTimedOut, …).
 */
export interface Engine {
  /** Validates and installs a machine; a machine of the same ARN is replaced for executions started from now on. */
  loadMachine(source: MachineSource): MachineDescription;
  /** What keeps a definition from being loaded, a sentence each; nothing when it can be. */
  problemsOf(definition: string): readonly string[];
  describeStateMachine(arn: string): MachineDescription;
  listStateMachines(): readonly MachineDescription[];
  /** The definition an execution runs, even when its machine was replaced since. */
  describeStateMachineForExecution(executionArn: string): MachineDescription;
  startExecution(request: StartExecutionRequest): Promise<{ executionArn: string; startDate: number }>;
  stopExecution(request: StopExecutionRequest): Promise<{ stopDate: number }>;
  describeExecution(executionArn: string): ExecutionDescription;
  /** Newest first. */
  listExecutions(request: ListExecutionsRequest): Page<ExecutionDescription>;
  getExecutionHistory(request: HistoryRequest): Page<HistoryEvent>;
  sendTaskSuccess(request: { taskToken: string; output: string }): Promise<void>;
  sendTaskFailure(request: { taskToken: string; error?: string; cause?: string }): Promise<void>;
  sendTaskHeartbeat(request: { taskToken: string }): Promise<void>;
  /** Resolves when the execution has ended; rejects with JournalFailed when its end cannot be kept. */
  waitForExecution(executionArn: string): Promise<ExecutionDescription>;
  /** Goes on with what was running when the journal was last closed or the process ended. Call it once, after the machines are loaded. */
  resume(): Promise<void>;
  /** Stops working and closes the journal; running executions stay in it. */
  close(): Promise<void>;
}

export interface EngineOptions {
  /** @default the real clock */
  readonly clock?: Clock;
  /** @default an in-memory journal: nothing outlives the process */
  readonly journal?: EngineJournal;
  readonly integrations: Integrations;
  readonly region: string;
  readonly accountId: string;
  /** @default the process's own */
  readonly random?: Randomness;
  /**
   * Starts the iterations of a Map in random order: AWS documents none, so nothing may depend on one.
   * @default false
   */
  readonly shuffleIterations?: boolean;
  readonly onStatusChange?: (change: StatusChange) => void;
  readonly onEvent?: (notice: EventNotice) => void;
}

/** The part of an execution that changes; what the journal stores beside its history. */
export interface ExecutionRecord extends ExecutionDescription {
  readonly roleArn: string;
  readonly machineName: string;
  /** The definition's text, kept with the execution: replacing a machine does not change what runs. */
  readonly definition: string;
  readonly eventCount: number;
  /** The machine-level time-out as an absolute time. */
  readonly deadline?: number;
  /** Which attempt of which task of which execution started it, so that a task run again finds its own child. */
  readonly startedBy?: string;
}

/** A thread of control of an execution, as plain JSON; the engine alone knows its members. */
export interface PositionRecord {
  readonly id: number;
  readonly body: JsonObject;
}

/** Everything that one step of one execution changed. */
export interface JournalStep {
  readonly execution: ExecutionRecord;
  readonly events: readonly HistoryEvent[];
  readonly saved: readonly PositionRecord[];
  readonly dropped: readonly number[];
}

/** Where the engine keeps what must outlive it. `append` is one transaction: all of it or none. */
export interface EngineJournal {
  append(steps: readonly JournalStep[]): void;
  execution(arn: string): ExecutionRecord | undefined;
  /** Newest first, older than the one of the ARN `after`. */
  executions(query: {
    stateMachineArn: string;
    status?: ExecutionStatus;
    after?: string;
    limit: number;
  }): ExecutionRecord[];
  running(): { execution: ExecutionRecord; positions: PositionRecord[] }[];
  /** In order, or in reverse, behind the event of the id `after`. */
  history(query: { executionArn: string; reverseOrder: boolean; after?: number; limit: number }): HistoryEvent[];
  close(): void;
}
