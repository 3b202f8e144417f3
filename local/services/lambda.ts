import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localRegion } from '../template/intrinsics.ts';
import type { FunctionBlueprint } from '../template/blueprint.ts';
import { AwsServiceError } from './aws-json.ts';
import { FunctionThread } from './lambda-thread.ts';
import type { FunctionError } from './lambda-worker.ts';

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
  async invoke(functionName: string, event: string): Promise<InvokeOutcome> {
    const name = functionName.replace(/^arn:.*:function:/, '').replace(/:\$LATEST$/, '');
    const blueprint = this.#functions.get(name);
    if (blueprint === undefined) {
      throw new AwsServiceError('ResourceNotFoundException', `Function not found: ${functionName}`);
    }
    if (Buffer.byteLength(event) > payloadLimit) {
      const message = `Request must be smaller than ${payloadLimit} bytes for the InvokeFunction operation`;
      throw new AwsServiceError('RequestTooLargeException', message);
    }
    const deadline = Date.now() + blueprint.timeoutSeconds * 1000;
    for (;;) {
      const outcome = await this.#threadOf(blueprint).invoke(event, deadline);
      // One that hangs is retired: the call goes to the next.
      if (outcome !== 'untaken') return 'payload' in outcome ? answerOf(outcome.payload) : outcome;
    }
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
    const { functionName } = blueprint;
    const running = this.#threads.get(functionName);
    if (running !== undefined && !running.retired) return running;
    const { environment, onLog } = this.#options;
    const thread = new FunctionThread({
      blueprint,
      environment: { ...compileCache, ...baseEnvironment(blueprint), ...blueprint.environment, ...environment },
      onLog: (text) => onLog(functionName, text),
    });
    this.#threads.set(functionName, thread);
    return thread;
  }
}

/**
 * Where Node keeps the code that it has compiled (https://nodejs.org/api/module.html#module-compile-cache): functions of one
 * bundle compile it once, and a runtime that is started again finds it compiled.
 */
const compileCache = { NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? join(tmpdir(), 'node-compile-cache') };

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
