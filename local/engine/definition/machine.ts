import type { Template } from '../expressions/template.ts';
import type { Resource } from './resource.ts';

/** A machine that passed every check, its expressions compiled. */
export interface Machine {
  readonly name: string;
  /** The definition's text. */
  readonly definition: string;
  readonly timeoutSeconds?: number;
  /** By key: `''` for the machine itself, `<state>#<branch>` for a branch of a Parallel or the processor (`#0`) of a Map. */
  readonly scopes: ReadonlyMap<string, Scope>;
}

/** States that run in one thread of control and share variables. */
export interface Scope {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

interface Base {
  readonly name: string;
  /** Absent on a state that ends its scope. */
  readonly next?: string;
  readonly output?: Template;
  readonly assign?: Template;
}

export interface Retrier {
  readonly errors: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds?: number;
  readonly fullJitter: boolean;
}

export interface Catcher {
  readonly errors: readonly string[];
  readonly next: string;
  readonly output?: Template;
  readonly assign?: Template;
}

interface Guarded extends Base {
  readonly retry: readonly Retrier[];
  readonly catch: readonly Catcher[];
}

export interface PassState extends Base {
  readonly type: 'Pass';
}

export interface SucceedState extends Base {
  readonly type: 'Succeed';
}

export interface FailState extends Base {
  readonly type: 'Fail';
  readonly error?: Template;
  readonly cause?: Template;
}

export interface WaitState extends Base {
  readonly type: 'Wait';
  readonly seconds?: Template;
  readonly timestamp?: Template;
}

export interface ChoiceRule {
  readonly condition: Template;
  readonly next: string;
  readonly output?: Template;
  readonly assign?: Template;
}

export interface ChoiceState extends Base {
  readonly type: 'Choice';
  readonly rules: readonly ChoiceRule[];
}

export interface TaskState extends Guarded {
  readonly type: 'Task';
  readonly resource: Resource;
  readonly arguments?: Template;
  readonly timeoutSeconds?: Template;
  readonly heartbeatSeconds?: Template;
}

export interface ParallelState extends Guarded {
  readonly type: 'Parallel';
  readonly arguments?: Template;
  readonly branches: number;
}

export interface MapState extends Guarded {
  readonly type: 'Map';
  readonly items?: Template;
  readonly itemSelector?: Template;
  readonly maxConcurrency?: Template;
  readonly toleratedFailureCount?: Template;
  readonly toleratedFailurePercentage?: Template;
}

export type GroupState = ParallelState | MapState;
export type GuardedState = TaskState | GroupState;
export type State = PassState | SucceedState | FailState | WaitState | ChoiceState | GuardedState;

/** The key of a branch or of a Map's processor in `Machine.scopes`. */
export function scopeKey(state: string, branch: number): string {
  return `${state}#${branch}`;
}
