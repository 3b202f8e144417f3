import { EngineError } from '../errors.ts';
import type { Clock, EngineJournal, EventNotice, JournalStep } from '../types.ts';
import type { Actor } from './actor.ts';
import { notify } from './subscribers.ts';

/**
 * Writes what executions changed to the journal, many of them in one transaction, and only then lets happen what depends
 * on it. When the journal fails, nothing more is done: callers get the error, and what was acknowledged stays as written.
 */
export class Committer {
  readonly #journal: EngineJournal;
  readonly #clock: Clock;
  readonly #onEvent: ((notice: EventNotice) => void) | undefined;
  readonly #onBroken: (error: Error) => void;
  readonly #waiting = new Set<Actor>();
  #release: (() => void) | undefined;
  #scheduled = false;
  #broken: Error | undefined;

  /** @param onBroken told once, when the journal has failed */
  constructor(
    journal: EngineJournal,
    clock: Clock,
    onBroken: (error: Error) => void,
    onEvent?: (notice: EventNotice) => void,
  ) {
    this.#journal = journal;
    this.#clock = clock;
    this.#onBroken = onBroken;
    this.#onEvent = onEvent;
  }

  /** Why nothing can be written any more. */
  get broken(): Error | undefined {
    return this.#broken;
  }

  /** From now on nothing is written. */
  close(): void {
    this.#broken ??= new EngineError('EngineClosed', 'the engine is closed');
  }

  soon(actor: Actor): void {
    this.#waiting.add(actor);
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#release = this.#clock.hold?.();
    setImmediate(() => {
      this.#scheduled = false;
      const release = this.#release;
      this.flush();
      release?.();
    });
  }

  flush(): void {
    const actors = [...this.#waiting].filter((it) => !it.busy);
    this.#waiting.clear();
    this.now(actors);
  }

  now(actors: readonly Actor[]): void {
    const changed = actors.filter((it) => it.run.hasUnsaved).map((it) => it.run.takeUnsaved());
    if (changed.length === 0) return;
    if (!this.#broken) this.#append(changed.map((it) => it.step));
    for (const { step, effects } of changed) {
      if (!this.#broken) {
        for (const event of step.events) notify(this.#onEvent, { executionArn: step.execution.executionArn, event });
      }
      for (const effect of effects) effect(this.#broken);
    }
  }

  #append(steps: readonly JournalStep[]): void {
    try {
      this.#journal.append(steps);
    } catch (error) {
      const { message } = error as Error;
      const advice = 'free space or repair it, then start again';
      this.#broken = new EngineError('JournalFailed', `the journal cannot be written (${message}): ${advice}`);
      this.#onBroken(this.#broken);
    }
  }
}
