import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { FunctionBlueprint } from '../template/blueprint.ts';
import type { FromWorker, FunctionError, Invocation, WorkerData } from './lambda-worker.ts';

/** How long a thread that has answered before may leave a call lying before somebody else gets it, milliseconds. */
const patienceMs = 2_000;

/** What a thread made of an invocation; `untaken` when it never began with it. */
export type ThreadOutcome = { readonly payload: string } | { readonly error: FunctionError } | 'untaken';

export interface ThreadOptions {
  readonly blueprint: FunctionBlueprint;
  readonly environment: Readonly<Record<string, string>>;
  /** Gets what the function prints. */
  readonly onLog: (text: string) => void;
}

interface Pending {
  readonly answer: (outcome: ThreadOutcome) => void;
  readonly timers: readonly NodeJS.Timeout[];
}

/**
 * One thread and the invocations in it. When one of them ends the process, or runs out of time, the thread is retired: it takes
 * no more, and ends with the last of those it has. On AWS each would have a process of its own; here they share the thread, so
 * that what uses up its memory or never lets go of it is felt by all that are in it.
 */
export class FunctionThread {
  readonly #blueprint: FunctionBlueprint;
  readonly #worker: Worker;
  readonly #pending = new Map<string, Pending>();
  #retired = false;
  /** Whether it has answered before: its code is loaded. */
  #loaded = false;

  constructor({ blueprint, environment, onLog }: ThreadOptions) {
    this.#blueprint = blueprint;
    const { functionName, folder, handler, arn, memoryMb } = blueprint;
    const data: WorkerData = { functionName, folder, handler, arn, memoryMb };
    this.#worker = new Worker(new URL('./lambda-worker.ts', import.meta.url), {
      workerData: data,
      env: { ...environment },
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    });
    this.#worker.stdout.on('data', (chunk: Buffer) => onLog(chunk.toString()));
    this.#worker.stderr.on('data', (chunk: Buffer) => onLog(chunk.toString()));
    this.#worker.on('message', (message: FromWorker) => this.#hear(message));
    this.#worker.on('error', ({ message }) => this.#crash(message));
    this.#worker.on('exit', (code) => this.#crash(`Runtime exited with error: exit status ${code}`));
    this.#worker.unref();
  }

  get retired(): boolean {
    return this.#retired;
  }

  /** @param event JSON text @param deadline milliseconds since the epoch */
  invoke(event: string, deadline: number): Promise<ThreadOutcome> {
    const taken = new Int32Array(new SharedArrayBuffer(4));
    const invocation: Invocation = { id: randomUUID(), event, deadline, taken };
    const { id } = invocation;
    return new Promise((answer) => {
      const timers = [setTimeout(() => this.#timeOut(id), deadline - Date.now())];
      if (this.#loaded) timers.push(setTimeout(() => this.#withdraw(invocation), patienceMs));
      this.#pending.set(id, { answer, timers });
      this.#worker.postMessage(invocation);
    });
  }

  async end(): Promise<void> {
    this.#retired = true;
    for (const { timers } of this.#pending.values()) timers.forEach(clearTimeout);
    this.#pending.clear();
    await this.#worker.terminate();
  }

  #hear({ id, result, error, left }: FromWorker): void {
    this.#loaded = true;
    if (left) this.#retired = true;
    this.#settle(id, error === undefined ? { payload: result ?? 'null' } : { error });
  }

  #timeOut(id: string): void {
    this.#retired = true;
    const errorMessage = `${id} Task timed out after ${this.#blueprint.timeoutSeconds.toFixed(2)} seconds`;
    this.#settle(id, { error: { errorType: 'Sandbox.Timedout', errorMessage, trace: [] } });
  }

  /** Takes back what the thread has not begun with, for good: whichever of the two marks it first has it. */
  #withdraw({ id, taken }: Invocation): void {
    if (Atomics.compareExchange(taken, 0, 0, 1) !== 0) return;
    this.#retired = true;
    this.#settle(id, 'untaken');
  }

  #crash(errorMessage: string): void {
    this.#retired = true;
    for (const id of Array.from(this.#pending.keys())) {
      this.#settle(id, { error: { errorType: 'Runtime.ExitError', errorMessage, trace: [] } });
    }
  }

  #settle(id: string, outcome: ThreadOutcome): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.timers.forEach(clearTimeout);
    pending?.answer(outcome);
    if (this.#retired && this.#pending.size === 0) void this.#worker.terminate();
  }
}
