import type { Template } from '../expressions/template.ts';
import type { Expressions } from '../expressions/expressions.ts';
import type { Clock, Json, Randomness } from '../types.ts';
import type { Failure, Position } from './position.ts';
import type { Run } from './run.ts';

/** How a state ends well. */
export interface Completion {
  /** The output when the machine says none. */
  readonly fallback: Json;
  /** `$states.result`. */
  readonly result?: Json;
  /** `$states.errorOutput`, when a catcher was taken. */
  readonly errorOutput?: Json;
  readonly output?: Template | undefined;
  readonly assign?: Template | undefined;
  /** Absent where the state ends its scope. */
  readonly next?: string | undefined;
}

/** What the parts of the interpreter ask of each other; wired up in `interpreter.ts`. */
export interface Moves {
  /** Evaluates Output and Assign, leaves the state and goes on. */
  complete(run: Run, position: Position, completion: Completion): Promise<void>;
  /** Lets Retry and Catch have their turn; without them the scope ends. */
  fail(run: Run, position: Position, failure: Failure): Promise<void>;
  /** Fails a state after an expression of it did: event, then `fail`. */
  failEvaluation(run: Run, position: Position, error: unknown): Promise<void>;
  /** Does something for a position whose expressions may fail. */
  guarded(run: Run, position: Position, work: () => Promise<void>): Promise<void>;
  branchSucceeded(run: Run, child: Position, output: Json): Promise<void>;
  branchFailed(run: Run, child: Position, failure: Failure): Promise<void>;
  /** Ends everything under a position, with events for what was under way. */
  abort(run: Run, position: Position): void;
}

/** What surrounds the interpreter. */
export interface Env {
  readonly clock: Clock;
  readonly random: Randomness;
  readonly expressions: Expressions;
  readonly region: string;
  /** Start the iterations of a Map in random order. */
  readonly shuffleIterations: boolean;
  readonly moves: Moves;
  /** Calls the task's integration; the answer comes back as a message. */
  dispatch(run: Run, positionId: number, attempt: number): void;
  /** Wakes the position at the earliest time it waits for. */
  arm(run: Run, position: Position): void;
  stopChild(executionArn: string): void;
}
