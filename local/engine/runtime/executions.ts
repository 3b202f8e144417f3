import type { Machine } from '../definition/machine.ts';
import { Expressions } from '../expressions/expressions.ts';
import { Handlers } from '../handlers.ts';
import type { Env } from '../run/env.ts';
import { Interpreter } from '../run/interpreter.ts';
import { newPosition, type Position } from '../run/position.ts';
import { HistoryFull, Run } from '../run/run.ts';
import { childEnded } from '../run/task.ts';
import type {
  Clock,
  EngineJournal,
  EngineOptions,
  ExecutionDescription,
  ExecutionRecord,
  PositionRecord,
  Randomness,
  StatusChange,
} from '../types.ts';
import { Actor, type Message } from './actor.ts';
import { callIntegration, type StartChild } from './calls.ts';
import { Committer } from './committer.ts';
import { describe } from './describe.ts';
import { Endings } from './endings.ts';
import { restoreTallies, resumePosition } from './resume.ts';
import { notify } from './subscribers.ts';

interface Options {
  readonly clock: Clock;
  readonly random: Randomness;
  readonly journal: EngineJournal;
  readonly settings: EngineOptions;
  readonly startChild: StartChild;
  readonly stopChild: (executionArn: string) => void;
}

/** The key of an execution's own time-out among its timers; positions count from 1. */
const WHOLE_EXECUTION = 0;

/** All running executions, and what they need from the world: calls, timers, the journal. */
export class Executions {
  readonly expressions: Expressions;
  readonly handlers: Handlers;
  readonly committer: Committer;
  readonly #options: Options;
  readonly #interpreter: Interpreter;
  readonly #actors = new Map<string, Actor>();
  readonly #endings = new Endings();
  readonly #closing = new AbortController();

  constructor(options: Options) {
    const { clock, random, settings, journal } = options;
    this.#options = options;
    this.expressions = new Expressions(clock, random);
    this.handlers = new Handlers(settings.integrations);
    this.committer = new Committer(journal, clock, (error) => this.#endings.fail(error), settings.onEvent);
    this.#interpreter = new Interpreter({
      clock,
      random,
      expressions: this.expressions,
      region: settings.region,
      shuffleIterations: settings.shuffleIterations ?? false,
      dispatch: (run, positionId, attempt) => {
        run.afterSaving((error) => {
          if (!error) this.#call(run, positionId, attempt);
        });
      },
      arm: (run, position) => this.#arm(run, position),
      stopChild: (arn) => options.stopChild(arn),
    });
  }

  /** The running execution of this ARN. */
  live(arn: string): Run | undefined {
    return this.#actors.get(arn)?.run;
  }

  get broken(): Error | undefined {
    return this.committer.broken;
  }

  /** Starts an execution; resolves when the journal has it. */
  start(record: ExecutionRecord, machine: Machine): Promise<void> {
    const run = new Run(record, machine);
    const actor = this.#admit(run);
    const scope = run.scope('');
    return new Promise((resolve, reject) => {
      actor.post(() => {
        run.afterSaving((error) => {
          if (!error) this.#tell(describe(record));
          if (error) reject(error);
          else resolve();
        });
        this.#interpreter.begin(
          run,
          newPosition(run.nextPositionId(), { index: 0, scope: '', state: scope.startAt }, run.input),
          run.input,
        );
      });
    });
  }

  /** Takes up an execution where the journal left it; one that runs here already goes on as it is. */
  resume(record: ExecutionRecord, positions: readonly PositionRecord[], machine: Machine): void {
    if (this.#actors.has(record.executionArn)) return;
    const run = new Run(record, machine);
    for (const it of positions) run.restore(it);
    restoreTallies(run);
    this.#admit(run).post(async () => {
      const { env } = this.#interpreter;
      for (const it of Array.from(run.positions.values()))
        await resumePosition(env, run, it, (child, task) => this.#follow(child, task));
    });
  }

  /** Gives a running execution a message. @returns false when there is no such execution */
  post(arn: string, message: Message): boolean {
    const actor = this.#actors.get(arn);
    actor?.post(message);
    return actor !== undefined;
  }

  /** Does something to a running execution; resolves when the journal has it. `work` throws to refuse. */
  change(arn: string, work: (run: Run, interpreter: Interpreter) => void | Promise<void>): Promise<void> | undefined {
    const actor = this.#actors.get(arn);
    if (!actor) return undefined;
    return new Promise((resolve, reject) => {
      actor.post(async (run) => {
        const settle = (error?: Error): void => (error ? reject(error) : resolve());
        try {
          await work(run, this.#interpreter);
        } catch (error) {
          if (!(error instanceof HistoryFull)) {
            reject(error);
            return;
          }
          // Done as far as the caller is concerned; the execution ends for want of events.
          run.afterSaving(settle);
          throw error;
        }
        run.afterSaving(settle);
      });
    });
  }

  /** Does something for a position whose expressions may fail. */
  guarded(run: Run, position: Position, work: (env: Env) => Promise<void>): Promise<void> {
    return this.#interpreter.guarded(run, position, () => work(this.#interpreter.env));
  }

  /** Tells of the end, now or later; `failed` is told instead when the journal has failed. */
  whenEnded(arn: string, told: (ended: ExecutionDescription) => void, failed?: (error: Error) => void): void {
    const record = this.#actors.has(arn) ? undefined : this.#options.journal.execution(arn);
    // One that runs but is not here yet is still to be resumed.
    if (record && record.status !== 'RUNNING') told(describe(record));
    else if (this.broken) failed?.(this.broken);
    else this.#endings.await(arn, told, failed);
  }

  close(): void {
    this.#closing.abort();
    this.committer.flush();
    this.committer.close();
    for (const { run } of this.#actors.values()) for (const timer of run.timers.values()) timer.cancel();
    this.#actors.clear();
  }

  #admit(run: Run): Actor {
    const actor = new Actor(run, {
      interpreter: this.#interpreter,
      clock: this.#options.clock,
      commit: (it) => this.committer.now([it]),
      commitSoon: (it) => this.committer.soon(it),
      ended: (it) => this.#ended(it),
    });
    this.#actors.set(run.arn, actor);
    const { deadline } = run.record;
    if (deadline !== undefined) {
      const timedOut: Message = (it) => {
        if (!it.ended) this.#interpreter.cutOff(it, 'TIMED_OUT', {});
      };
      run.timers.set(
        WHOLE_EXECUTION,
        this.#options.clock.setTimer(deadline, () => this.post(run.arn, timedOut)),
      );
    }
    return actor;
  }

  #arm(run: Run, position: Position): void {
    run.disarm(position);
    const { timeoutAt = Infinity, heartbeatAt = Infinity } = position.task ?? {};
    const at = position.phase === 'task' ? Math.min(timeoutAt, heartbeatAt) : (position.wakeAt ?? Infinity);
    if (at === Infinity) return;
    const wake: Message = async (it) => {
      const now = it.positions.get(position.id);
      if (now) await this.#interpreter.wake(it, now);
    };
    run.timers.set(
      position.id,
      this.#options.clock.setTimer(at, () => this.post(run.arn, wake)),
    );
  }

  #call(run: Run, positionId: number, attempt: number): void {
    const { clock, startChild } = this.#options;
    callIntegration(
      {
        env: this.#interpreter.env,
        clock,
        handlers: this.handlers,
        signal: this.#closing.signal,
        startChild,
        post: (arn, message) => this.post(arn, message),
        follow: (child, task) => this.#follow(child, task),
      },
      run,
      positionId,
      attempt,
    );
  }

  #follow(childArn: string, task: { executionArn: string; position: number; attempt: number }): void {
    this.whenEnded(childArn, (child) => {
      this.post(task.executionArn, async (run) => {
        const position = run.positions.get(task.position);
        const { env } = this.#interpreter;
        if (position)
          await this.#interpreter.guarded(run, position, () =>
            childEnded(env, run, task.position, task.attempt, child),
          );
      });
    });
  }

  #ended(run: Run): void {
    run.timers.get(WHOLE_EXECUTION)?.cancel();
    this.#actors.delete(run.arn);
    const description = describe(run.record);
    this.#tell(description);
    this.#endings.tell(description);
  }

  #tell(change: StatusChange): void {
    notify(this.#options.settings.onStatusChange, change);
  }
}
