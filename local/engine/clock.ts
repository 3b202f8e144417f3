import type { Clock, Timer } from './types.ts';

/** setTimeout keeps its delay in 31 bits; longer waits are taken in parts. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** The wall clock. */
export const realClock: Clock = {
  now: () => Date.now(),
  setTimer(atMs, fire) {
    let handle: NodeJS.Timeout;
    const wait = (): void => {
      const left = Math.max(0, atMs - Date.now());
      handle = left > LONGEST_DELAY_MS ? setTimeout(wait, LONGEST_DELAY_MS) : setTimeout(fire, left);
    };
    wait();
    return { cancel: () => clearTimeout(handle) };
  },
};

interface Waiting {
  readonly atMs: number;
  readonly fire: () => void;
}

/**
 * A clock that jumps: whenever nothing is in flight it moves to the next timer, so that hours pass in milliseconds.
 * What is in flight says so with `hold`. Timers of the same instant fire in the order they were set.
 */
export class VirtualClock implements Clock {
  #now: number;
  #holds = 0;
  #checking = false;
  readonly #waiting = new Set<Waiting>();
  readonly #idlers: (() => void)[] = [];

  /** @param startMs where time starts. @default 2026-01-01T00:00:00Z */
  constructor(startMs: number = Date.UTC(2026, 0, 1)) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  setTimer(atMs: number, fire: () => void): Timer {
    const waiting = { atMs, fire };
    this.#waiting.add(waiting);
    this.#check();
    return { cancel: () => void this.#waiting.delete(waiting) };
  }

  hold(): () => void {
    this.#holds += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#holds -= 1;
      this.#check();
    };
  }

  /**
   * For work that is in flight and only waits: lets time go on meanwhile. One sleep at a time in one piece of work.
   * @param seconds Infinity never wakes
   */
  sleep(seconds: number): Promise<void> {
    this.#holds -= 1;
    this.#check();
    return new Promise((resolve) => {
      if (seconds === Infinity) return;
      this.setTimer(this.#now + seconds * 1000, () => {
        this.#holds += 1;
        resolve();
      });
    });
  }

  /** Resolves when nothing is in flight and no timer is set: of itself nothing will happen any more. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idlers.push(resolve);
      this.#check();
    });
  }

  /** Looks at the next turn, when whoever reacts to what just ended has had a chance to hold the clock again. */
  #check(): void {
    if (this.#checking || this.#holds > 0 || this.#waiting.size + this.#idlers.length === 0) return;
    this.#checking = true;
    setImmediate(() => {
      this.#checking = false;
      if (this.#holds > 0) return;
      let next: Waiting | undefined;
      for (const it of this.#waiting) if (!next || it.atMs < next.atMs) next = it;
      if (!next) {
        for (const tell of this.#idlers.splice(0)) tell();
        return;
      }
      this.#waiting.delete(next);
      this.#now = Math.max(this.#now, next.atMs);
      next.fire();
      this.#check();
    });
  }
}
