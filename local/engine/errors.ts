/** Base of the engine's own errors; `name` is the name AWS gives them. */
export class EngineError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** A request that the Step Functions API refuses; `name` is the API's error type, for example `ExecutionDoesNotExist`. */
export class ServiceError extends EngineError {}

/** A machine that cannot be loaded: which machine, which state, what is wrong, what to do. */
export class MachineRefused extends EngineError {
  readonly problems: readonly string[];

  constructor(machine: string, problems: readonly string[]) {
    super('InvalidDefinition', `machine ${machine} cannot be loaded:\n${problems.map((it) => `  - ${it}`).join('\n')}`);
    this.problems = problems;
  }
}

/** Fails a task under a name that Retry and Catch can match; the cause is what AWS would show. */
export class TaskError extends EngineError {
  /** What AWS shows as Cause. */
  override readonly cause: string | undefined;

  /** @param name the error's name, for example `Lambda.TooManyRequestsException` or a name of your own */
  constructor(name: string, cause?: string) {
    super(name, cause ?? name);
    this.cause = cause;
  }
}
