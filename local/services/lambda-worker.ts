import { AsyncLocalStorage } from 'node:async_hooks';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type MessagePort, workerData } from 'node:worker_threads';

export interface WorkerData {
  readonly folder: string;
  readonly handler: string;
  readonly functionName: string;
  readonly arn: string;
  readonly memoryMb: number;
  /** Where invocations come from, and outcomes go to. */
  readonly port: MessagePort;
}

export interface Invocation {
  readonly id: string;
  /** JSON text. */
  readonly event: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  /** One cell, in memory shared with whoever invokes: 1 as soon as the thread has begun with it, or it was taken back. */
  readonly taken: Int32Array;
}

/** How an invocation ended. */
export interface FromWorker {
  readonly id: string;
  /** JSON text of what the handler returned. */
  readonly result?: string;
  readonly error?: FunctionError;
  /** It would have ended the process: the thread is to take no more. */
  readonly left?: true;
}

/** A function's error as Lambda reports it (https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html). */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

type Handler = (event: unknown, context: unknown) => unknown;

const { port, ...data } = workerData as WorkerData;
// The function sees this object too, and is not to find the way to whoever invokes it.
Reflect.deleteProperty(workerData as WorkerData, 'port');
const loaded = load();
// Whoever is invoked gets the error; a handler that cannot be loaded must not end the thread before.
loaded.catch(() => undefined);

/** Which invocation some code runs for; what is done while the module loads runs for none. */
const running = new AsyncLocalStorage<string>();

port.on('message', (invocation: Invocation) => {
  const { id, taken } = invocation;
  if (Atomics.compareExchange(taken, 0, 0, 1) !== 0) return;
  void running.run(id, () => run(invocation)).then((outcome) => tell(outcome));
});

// What would end the process on AWS ends the invocation it happened in, and the thread once the others have ended.
const exit: typeof process.exit = process.exit.bind(process);
const kill: typeof process.kill = process.kill.bind(process);
process.exit = (code) => end(`exit status ${code ?? 0}`, code);
process.kill = (pid: unknown, signal = 'SIGTERM') => {
  // This process, its group, or all there are: here that is the whole server. Signal 0 only asks whether it is there.
  // Node takes the digits of a text too.
  const isOwn = [process.pid, -process.pid, 0, -1].includes(Number(pid));
  return isOwn && signal !== 0 ? end(`signal: ${signal}`, 1) : kill(pid as number, signal);
};
// For those who import them by name.
syncBuiltinESMExports();
process.on('uncaughtException', (error) => leave(error, 'Runtime.UncaughtException'));
process.on('unhandledRejection', (error) => leave(error, 'Runtime.UnhandledPromiseRejection'));

function end(how: string, code: Parameters<typeof process.exit>[0]): never {
  const id = running.getStore();
  if (id === undefined) return exit(code);
  const errorMessage = `RequestId: ${id} Error: Runtime exited with error: ${how}`;
  tell({ id, error: { errorType: 'Runtime.ExitError', errorMessage, trace: [] }, left: true });
  throw new Error(errorMessage);
}

function tell(outcome: FromWorker): void {
  port.postMessage(outcome);
}

function leave(error: unknown, errorType: string): void {
  const id = running.getStore();
  if (id === undefined) exit(1);
  else tell({ id, error: { ...describe(error), errorType }, left: true });
}

async function load(): Promise<Handler> {
  const [file = 'index', name = 'handler'] = data.handler.split('.');
  const module = (await import(pathToFileURL(join(data.folder, `${file}.mjs`)).href)) as Record<string, unknown>;
  const handler = module[name];
  if (typeof handler !== 'function') throw new TypeError(`${data.functionName} has no export ${name} in ${file}.mjs`);
  return handler as Handler;
}

async function run({ id, event, deadline }: Invocation): Promise<FromWorker> {
  try {
    const handler = await loaded;
    const result: unknown = await handler(JSON.parse(event), {
      awsRequestId: id,
      functionName: data.functionName,
      functionVersion: '$LATEST',
      invokedFunctionArn: data.arn,
      memoryLimitInMB: String(data.memoryMb),
      logGroupName: `/aws/lambda/${data.functionName}`,
      logStreamName: id,
      callbackWaitsForEmptyEventLoop: false,
      getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    });
    return { id, result: JSON.stringify(result) ?? 'null' };
  } catch (error) {
    return { id, error: describe(error) };
  }
}

function describe(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { errorType: 'Error', errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n').slice(0, 20) };
}
