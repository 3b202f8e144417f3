import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { localRegion } from '../template/intrinsics.ts';
import type { FunctionBlueprint } from '../template/blueprint.ts';
import { AwsServiceError } from './aws-json.ts';
import type { FunctionError, Invocation, Outcome, WorkerData } from './lambda-worker.ts';

/**
 * The quota of an event and of an answer, bytes (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). AWS
 * takes a hundred bytes more of an answer, and does not promise to.
 */
const payloadLimit = 6 * 1024 * 1024;

/** What a function answered, as JSON text, or how it failed. */
export type InvokeOutcome = { readonly payload: string } | { readonly error: FunctionError };

export interface LocalLambdaOptions {
  readonly functions: readonly FunctionBlueprint[];
  /** Set for every function, over what the template says. */
  readonly environment: Readonly<Record<string, string>>;
  /** Gets each line that a function prints. */
  readonly onLog: (functionName: string, text: string) => void;
}

/** The Lambda functions of a template, each in a thread of its own that is started on first use. */
export class LocalLambda {
  readonly #threads = new Map<string, FunctionThread>();
  readonly #functions: ReadonlyMap<string, FunctionBlueprint>;
  readonly #options: LocalLambdaOptions;

  constructor(options: LocalLambdaOptions) {
    this.#options = options;
    this.#functions = new Map(options.functions.map((one) => [one.functionName, one]));
  }

  /**
   * @param functionName a name or an ARN
   * @param event JSON text
   * @throws AwsServiceError ResourceNotFoundException, RequestTooLargeException
   */
  invoke(functionName: string, event: string): Promise<InvokeOutcome> {
    const name = functionName.replace(/^arn:.*:function:/, '').replace(/:\$LATEST$/, '');
    const blueprint = this.#functions.get(name);
    if (blueprint === undefined) {
      return Promise.reject(new AwsServiceError('ResourceNotFoundException', `Function not found: ${functionName}`));
    }
    if (Buffer.byteLength(event) > payloadLimit) {
      const message = `Request must be smaller than ${payloadLimit} bytes for the InvokeFunction operation`;
      return Promise.reject(new AwsServiceError('RequestTooLargeException', message));
    }
    return this.#threadOf(blueprint).invoke(event);
  }

  /** Loads a function before it is needed. */
  warm(functionName: string): void {
    const blueprint = this.#functions.get(functionName);
    if (blueprint !== undefined) this.#threadOf(blueprint);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#threads.values()].map((thread) => thread.end()));
  }

  #threadOf(blueprint: FunctionBlueprint): FunctionThread {
    const running = this.#threads.get(blueprint.functionName);
    if (running !== undefined && !running.retired) return running;
    const thread = new FunctionThread(blueprint, this.#options);
    this.#threads.set(blueprint.functionName, thread);
    return thread;
  }
}

interface Pending {
  readonly answer: (outcome: InvokeOutcome) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * One thread and the invocations in it. When one of them runs out of time the thread is retired: it takes no more, and ends
 * with the last of those it has. On AWS only the one would be killed; here they share the thread.
 */
class FunctionThread {
  readonly #blueprint: FunctionBlueprint;
  readonly #worker: Worker;
  readonly #pending = new Map<string, Pending>();
  #retired = false;

  constructor(blueprint: FunctionBlueprint, options: LocalLambdaOptions) {
    this.#blueprint = blueprint;
    const { functionName, folder, handler, arn, memoryMb, environment } = blueprint;
    const data: WorkerData = { functionName, folder, handler, arn, memoryMb };
    this.#worker = new Worker(new URL('./lambda-worker.ts', import.meta.url), {
      workerData: data,
      env: { ...baseEnvironment(blueprint), ...environment, ...options.environment },
      stdout: true,
      stderr: true,
    });
    this.#worker.stdout.on('data', (chunk: Buffer) => options.onLog(functionName, chunk.toString()));
    this.#worker.stderr.on('data', (chunk: Buffer) => options.onLog(functionName, chunk.toString()));
    this.#worker.on('message', (outcome: Outcome) => this.#settle(outcome));
    this.#worker.on('error', (error) => this.#crash('Runtime.UnhandledException', error.message));
    this.#worker.on('exit', (code) => this.#crash('Runtime.ExitError', `the function exited with code ${code}`));
    this.#worker.unref();
  }

  get retired(): boolean {
    return this.#retired;
  }

  invoke(event: string): Promise<InvokeOutcome> {
    const { timeoutSeconds } = this.#blueprint;
    const invocation: Invocation = { id: randomUUID(), event, deadline: Date.now() + timeoutSeconds * 1000 };
    return new Promise((answer) => {
      const timer = setTimeout(() => this.#timeOut(invocation.id), timeoutSeconds * 1000);
      this.#pending.set(invocation.id, { answer, timer });
      this.#worker.postMessage(invocation);
    });
  }

  async end(): Promise<void> {
    this.#retired = true;
    for (const { timer } of this.#pending.values()) clearTimeout(timer);
    this.#pending.clear();
    await this.#worker.terminate();
  }

  #settle({ id, result, error }: Outcome): void {
    const pending = this.#take(id);
    pending?.answer(error === undefined ? answerOf(result ?? 'null') : { error });
  }

  #timeOut(id: string): void {
    const pending = this.#take(id, true);
    const errorMessage = `${id} Task timed out after ${this.#blueprint.timeoutSeconds.toFixed(2)} seconds`;
    pending?.answer({ error: { errorType: 'Sandbox.Timedout', errorMessage, trace: [] } });
  }

  #crash(errorType: string, errorMessage: string): void {
    this.#retired = true;
    for (const id of Array.from(this.#pending.keys())) {
      this.#take(id)?.answer({ error: { errorType, errorMessage, trace: [] } });
    }
  }

  #take(id: string, retire = false): Pending | undefined {
    if (retire) this.#retired = true;
    const pending = this.#pending.get(id);
    if (pending !== undefined) {
      clearTimeout(pending.timer);
      this.#pending.delete(id);
    }
    if (this.#retired && this.#pending.size === 0) void this.#worker.terminate();
    return pending;
  }
}

/** What a function returned, unless it is too much. */
function answerOf(payload: string): InvokeOutcome {
  if (Buffer.byteLength(payload) <= payloadLimit) return { payload };
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${payloadLimit} bytes).`;
  return { error: { errorType: 'Function.ResponseSizeTooLarge', errorMessage, trace: [] } };
}

/** What Lambda itself sets (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html). */
function baseEnvironment({ functionName, folder, handler, memoryMb }: FunctionBlueprint): Record<string, string> {
  return {
    AWS_REGION: localRegion,
    AWS_DEFAULT_REGION: localRegion,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    LAMBDA_TASK_ROOT: folder,
    _HANDLER: handler,
    TZ: 'UTC',
  };
}
