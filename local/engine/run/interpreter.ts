import { compact } from '../json.ts';
import type { ExecutionStatus, Json, JsonObject } from '../types.ts';
import type { Env, Moves } from './env.ts';
import { fail, failState, recordEvaluation } from './failing.ts';
import { abort, abortState, beginGroup, branchFailed, branchSucceeded, selectItem, stopChild } from './group.ts';
import type { Failure, Position } from './position.ts';
import { EVENT_LIMIT, HistoryFull, type Run } from './run.ts';
import { beginWait, choose, complete } from './states.ts';
import { beginTask, taskTimedOut } from './task.ts';

const TIMED_OUT = 'States.Timeout';

/** Runs the states of executions: one step, one message at a time. Everything it changes, it changes in the `Run`. */
export class Interpreter {
  readonly #env: Env;

  constructor(surroundings: Omit<Env, 'moves'>) {
    const env: Env = { ...surroundings, moves: this.#moves() };
    this.#env = env;
  }

  get env(): Env {
    return this.#env;
  }

  #moves(): Moves {
    return {
      complete: (run, position, completion) => complete(this.#env, run, position, completion),
      fail: (run, position, failure) => fail(this.#env, run, position, failure),
      failEvaluation: async (run, position, error) => {
        await fail(this.#env, run, position, recordEvaluation(this.#env, run, position, error));
      },
      guarded: (run, position, work) => this.guarded(run, position, work),
      branchSucceeded: async (run, child, output) => {
        if (child.parent === undefined)
          this.end(run, 'SUCCEEDED', child.previousEventId, { output: JSON.stringify(output) });
        else await branchSucceeded(this.#env, run, child, output);
      },
      branchFailed: async (run, child, failure) => {
        if (child.parent === undefined) this.end(run, 'FAILED', child.previousEventId, ending(failure));
        else await branchFailed(this.#env, run, child, failure);
      },
      abort: (run, position) => abort(this.#env, run, position),
    };
  }

  /** Lets a position take its next step. */
  async step(run: Run, position: Position): Promise<void> {
    if (position.phase === 'select') return selectItem(this.#env, run, position);
    if (position.phase !== 'enter' && position.phase !== 'attempt') return;
    try {
      if (position.phase === 'enter') this.#enter(run, position);
      await this.#begin(run, position);
    } catch (error) {
      if (error instanceof HistoryFull) throw error;
      await this.#env.moves.failEvaluation(run, position, error);
    }
  }

  #enter(run: Run, position: Position): void {
    const state = run.stateOf(position);
    position.beforeEntry = position.previousEventId;
    position.enteredAt = this.#env.clock.now();
    position.retries = [];
    position.retryCount = 0;
    const details = { name: state.name, input: JSON.stringify(position.input), inputDetails: { truncated: false } };
    position.enteredEventId = run.event(position, `${state.type}StateEntered`, details, position.enteredAt);
    run.save(position);
  }

  async #begin(run: Run, position: Position): Promise<void> {
    const state = run.stateOf(position);
    switch (state.type) {
      case 'Pass':
      case 'Succeed': {
        const { output, assign, next } = state;
        return complete(this.#env, run, position, { fallback: position.input, output, assign, next });
      }
      case 'Fail':
        return failState(this.#env, run, position);
      case 'Choice':
        return choose(this.#env, run, position, state);
      case 'Wait':
        return beginWait(this.#env, run, position, state);
      case 'Task':
        return beginTask(this.#env, run, position, state);
      default:
        return beginGroup(this.#env, run, position, state);
    }
  }

  /** Something a position waits for is due: its wait, its delay, its time-out or its heartbeat. */
  async wake(run: Run, position: Position): Promise<void> {
    const now = this.#env.clock.now();
    const state = run.stateOf(position);
    if (position.phase === 'task' && state.type === 'Task') {
      const { timeoutAt = Infinity, heartbeatAt = Infinity } = position.task ?? {};
      const due = Math.min(timeoutAt, heartbeatAt);
      if (due <= now) await taskTimedOut(this.#env, run, position, state, heartbeatAt < timeoutAt);
      else this.#env.arm(run, position);
    } else if ((position.wakeAt ?? Infinity) > now) {
      this.#env.arm(run, position);
    } else if (position.phase === 'backoff') {
      delete position.wakeAt;
      position.phase = 'attempt';
      run.save(position);
      run.ready.push(position.id);
    } else if (position.phase === 'wait' && state.type === 'Wait') {
      const { output, assign, next } = state;
      await this.guarded(run, position, () =>
        complete(this.#env, run, position, { fallback: position.input, output, assign, next }),
      );
    }
  }

  /** Does something for a position whose expressions may fail. */
  async guarded(run: Run, position: Position, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof HistoryFull) throw error;
      await this.#env.moves.failEvaluation(run, position, error);
    }
  }

  /** Ends an execution from outside: stopped, or out of time. */
  cutOff(run: Run, status: 'ABORTED' | 'TIMED_OUT', failure: Failure): void {
    const top = [...run.positions.values()].find((it) => it.parent === undefined);
    if (top) {
      abort(this.#env, run, top);
      abortState(this.#env, run, top);
    }
    this.end(
      run,
      status,
      top?.previousEventId ?? 0,
      ending(status === 'TIMED_OUT' ? { ...failure, error: TIMED_OUT } : failure),
    );
  }

  /** Ends an execution in the middle of a step that cannot be finished. */
  breakOff(run: Run, error: unknown): void {
    for (const it of run.positions.values()) stopChild(this.#env, run, it);
    const after = error instanceof HistoryFull ? EVENT_LIMIT - 1 : 0;
    this.end(run, 'FAILED', after, {
      error: 'States.Runtime',
      cause: error instanceof Error ? error.message : String(error),
    });
  }

  /** The last event and the record's end; nothing of the execution remains to be done. */
  end(
    run: Run,
    status: Exclude<ExecutionStatus, 'RUNNING'>,
    after: number,
    outcome: { output?: string; error?: string; cause?: string },
  ): void {
    const stopDate = this.#env.clock.now();
    const details: JsonObject =
      outcome.output === undefined
        ? compact({ error: outcome.error, cause: outcome.cause })
        : { output: outcome.output, outputDetails: { truncated: false } };
    run.addEvent(EVENTS[status], after, details, stopDate, true);
    run.record = { ...run.record, status, stopDate, ...outcome };
    run.ready.length = 0;
    for (const position of run.positions.values()) run.drop(position);
  }

  /** The first event and the first position of a new execution. */
  begin(run: Run, main: Position, input: Json): void {
    const { roleArn, startDate } = run.record;
    run.addEvent(
      'ExecutionStarted',
      0,
      { input: JSON.stringify(input), inputDetails: { truncated: false }, roleArn },
      startDate,
    );
    run.add(main);
    run.ready.push(main.id);
  }
}

const EVENTS = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
} as const;

function ending(failure: Failure): { error?: string; cause?: string } {
  const { error, cause } = failure;
  return { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
}
