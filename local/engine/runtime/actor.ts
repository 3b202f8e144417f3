import type { Interpreter } from '../run/interpreter.ts';
import type { Position } from '../run/position.ts';
import type { Run } from '../run/run.ts';
import type { Clock } from '../types.ts';

/** After so many steps without a pause the others get their turn. */
const STEPS_WITHOUT_PAUSE = 64;

/** Something that happens to an execution from outside: an answer, a timer, a stop. */
export type Message = (run: Run) => void | Promise<void>;

interface Surroundings {
  readonly interpreter: Interpreter;
  readonly clock: Clock;
  /** Writes what the run changed, at once. */
  readonly commit: (actor: Actor) => void;
  /** The same, together with others at the next turn. */
  readonly commitSoon: (actor: Actor) => void;
  readonly ended: (run: Run) => void;
}

/**
 * One running execution. Messages and steps are taken one after the other, so that nothing in it runs at the same time;
 * what was changed is committed only between two of them.
 */
export class Actor {
  readonly run: Run;
  readonly #around: Surroundings;
  readonly #inbox: Message[] = [];
  #busy = false;
  #announced = false;

  constructor(run: Run, around: Surroundings) {
    this.run = run;
    this.#around = around;
  }

  /** In the middle of a step: what it changed so far is not to be committed. */
  get busy(): boolean {
    return this.#busy;
  }

  post(message: Message): void {
    this.#inbox.push(message);
    if (!this.#busy) void this.#drain();
  }

  async #drain(): Promise<void> {
    const release = this.#around.clock.hold?.();
    this.#busy = true;
    let steps = 0;
    for (let work = this.#next(); work; work = this.#next()) {
      await this.#safely(work);
      steps += 1;
      if (steps % STEPS_WITHOUT_PAUSE === 0) {
        this.#around.commit(this);
        await new Promise((resolve) => void setImmediate(resolve));
      }
    }
    this.#busy = false;
    this.#around.commitSoon(this);
    release?.();
  }

  #next(): Message | undefined {
    const message = this.#inbox.shift();
    if (message) return message;
    let position: Position | undefined;
    while (!position && this.run.ready.length > 0) position = this.run.positions.get(this.run.ready.shift() ?? 0);
    const next = position;
    return next && ((run) => this.#around.interpreter.step(run, next));
  }

  async #safely(work: Message): Promise<void> {
    const { run } = this;
    try {
      await work(run);
    } catch (error) {
      if (!run.ended) this.#around.interpreter.breakOff(run, error);
    }
    if (run.ended && !this.#announced) {
      this.#announced = true;
      run.afterSaving((error) => {
        if (!error) this.#around.ended(run);
      });
    }
  }
}
