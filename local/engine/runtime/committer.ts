import { EngineError } from '../errors.ts';
import type { Clock, EngineJournal, EventNotice } from '../types.ts';
import type { Actor } from './actor.ts';

/**
 * Writes what executions changed to the journal, many of them in one transaction, and only then lets happen what depends
 * on it. When the journal fails, nothing more is done: callers get the error, and what was acknowledged stays as written.
 */
export class Committer {
  readonly #journal: EngineJournal;
  readonly #clock: Clock;
  readonly #onEvent: ((notice: EventNotice) => void) | undefined;
  readonly #waiting = new Set<Actor>();
  #release: (() => void) | undefined;
  #scheduled = false;
  #broken: Error | undefined;

  constructor(journal: EngineJournal, clock: Clock, onEvent?: (notice: EventNotice) => void) {
    this.#journal = journal;
    this.#clock = clock;
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
    try {
      if (this.#broken) throw this.#broken;
      this.#journal.append(changed.map((it) => it.step));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#broken ??= new EngineError(
        'JournalFailed',
        `the journal cannot be written (${message}): free space or repair it, then start again`,
      );
    }
    for (const { step, effects } of changed) {
      if (!this.#broken && this.#onEvent) {
        for (const event of step.events) this.#onEvent({ executionArn: step.execution.executionArn, event });
      }
      for (const effect of effects) effect(this.#broken);
    }
  }
}
