import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

export interface WorkerData {
  readonly folder: string;
  readonly handler: string;
  readonly functionName: string;
  readonly arn: string;
  readonly memoryMb: number;
}

export interface Invocation {
  readonly id: string;
  /** JSON text. */
  readonly event: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
}

export interface Outcome {
  readonly id: string;
  /** JSON text of what the handler returned. */
  readonly result?: string;
  readonly error?: FunctionError;
}

/** A function's error as Lambda reports it (https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html). */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

type Handler = (event: unknown, context: unknown) => unknown;

const data = workerData as WorkerData;
const loaded = load();
// Whoever is invoked gets the error; a handler that cannot be loaded must not end the thread before.
loaded.catch(() => undefined);

parentPort?.on('message', (invocation: Invocation) => {
  void run(invocation).then((outcome) => parentPort?.postMessage(outcome));
});

async function load(): Promise<Handler> {
  const [file = 'index', name = 'handler'] = data.handler.split('.');
  const module = (await import(pathToFileURL(join(data.folder, `${file}.mjs`)).href)) as Record<string, unknown>;
  const handler = module[name];
  if (typeof handler !== 'function') throw new TypeError(`${data.functionName} has no export ${name} in ${file}.mjs`);
  return handler as Handler;
}

async function run({ id, event, deadline }: Invocation): Promise<Outcome> {
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
