import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

const WIDTH = 20;

/**
 * A file that says how many transactions of a journal were acknowledged. It is written after each of them and never flushed:
 * it may lag behind the journal, but where the journal lags behind it, something acknowledged was lost.
 */
export class Mark {
  readonly #file: number;

  /** Opens the file, or makes it. */
  constructor(path: string) {
    // Appending makes it where it is not; reading and writing lets the text be replaced in its place.
    closeSync(openSync(path, 'a'));
    this.#file = openSync(path, 'r+');
  }

  /** Always of the same length, so that it needs no space that a full disk does not have. */
  set(acknowledged: number): void {
    writeSync(this.#file, String(acknowledged).padStart(WIDTH), 0);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** How many transactions the file at `path` says were acknowledged; 0 where there is none. */
export function readMark(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8').trim()) || 0;
  } catch {
    return 0;
  }
}
