import { randomUUID } from 'node:crypto';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
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
  /** One that nobody else knows of: a function may post to its `parentPort` what it likes. */
  readonly #port: MessagePort;
  readonly #pending = new Map<string, Pending>();
  #retired = false;
  /** Whether it has answered before: its code is loaded. */
  #loaded = false;

  constructor({ blueprint, environment, onLog }: ThreadOptions) {
    this.#blueprint = blueprint;
    const { functionName, folder, handler, arn, memoryMb } = blueprint;
    const { port1, port2: port } = new MessageChannel();
    const data: WorkerData = { functionName, folder, handler, arn, memoryMb, port };
    this.#worker = new Worker(new URL('./lambda-worker.ts', import.meta.url), {
      workerData: data,
      transferList: [port],
      env: { ...environment },
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    });
    this.#worker.stdout.on('data', (chunk: Buffer) => onLog(chunk.toString()));
    this.#worker.stderr.on('data', (chunk: Buffer) => onLog(chunk.toString()));
    this.#port = port1;
    this.#port.on('message', (message: FromWorker) => this.#hear(message));
    this.#worker.on('error', ({ message }) => this.#crash(message));
    this.#worker.on('exit', (code) => this.#crash(`Runtime exited with error: exit status ${code}`));
    this.#worker.unref();
    this.#port.unref();
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
      this.#port.postMessage(invocation);
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
    // What it told before it ended may still lie there.
    for (let last = this.#said(); last !== undefined; last = this.#said()) this.#hear(last);
    for (const id of Array.from(this.#pending.keys())) {
      this.#settle(id, { error: { errorType: 'Runtime.ExitError', errorMessage, trace: [] } });
    }
  }

  #said(): FromWorker | undefined {
    return receiveMessageOnPort(this.#port)?.message as FromWorker | undefined;
  }

  #settle(id: string, outcome: ThreadOutcome): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.timers.forEach(clearTimeout);
    pending?.answer(outcome);
    if (this.#retired && this.#pending.size === 0) void this.#worker.terminate();
  }
}
