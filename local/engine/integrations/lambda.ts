import { randomUUID } from 'node:crypto';
import { TaskError } from '../errors.ts';
import { isObject } from '../json.ts';
import type { Integrations, Json, TaskContext } from '../types.ts';
import { serviceError } from './errors.ts';

/** A function's answer, as Lambda's Invoke gives it. */
export interface LambdaAnswer {
  readonly payload: Json;
  /** Set when the function failed; the payload is then `{errorType, errorMessage, trace}`. */
  readonly functionError?: string;
}

/**
 * Calls a function by its name (an ARN's name and qualifier are taken apart). Throw an error named as Lambda names it
 * (`TooManyRequestsException`, `ResourceNotFoundException`, …) when the function was not run; answer `functionError` when it failed,
 * also for its own time-out (`errorType` `Sandbox.Timedout`).
 */
export type InvokeLambda = (
  request: { functionName: string; qualifier?: string; payload: Json },
  context: TaskContext,
) => Promise<LambdaAnswer>;

/** Function ARNs and `lambda:invoke`. https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html */
export function lambdaIntegrations(invoke: InvokeLambda): Integrations {
  return {
    'arn:aws:lambda:*': (payload, context) => call(invoke, context.resource, undefined, payload, context),
    async 'arn:aws:states:::lambda:invoke'(args, context) {
      if (!isObject(args) || typeof args['FunctionName'] !== 'string') {
        throw new TaskError('States.Runtime', "The argument 'FunctionName' is missing");
      }
      const {
        FunctionName: name,
        Qualifier: qualifier,
        InvocationType: type = 'RequestResponse',
        Payload: payload = {},
      } = args;
      if (type !== 'RequestResponse')
        throw new TaskError(
          'Lambda.InvalidParameterValueException',
          'only InvocationType RequestResponse is supported',
        );
      const answer = await call(invoke, name, typeof qualifier === 'string' ? qualifier : undefined, payload, context);
      const length = String(Buffer.byteLength(JSON.stringify(answer)));
      return {
        ExecutedVersion: '$LATEST',
        Payload: answer,
        SdkHttpMetadata: {
          HttpHeaders: { 'Content-Length': length, 'Content-Type': 'application/json' },
          HttpStatusCode: 200,
        },
        SdkResponseMetadata: { RequestId: randomUUID() },
        StatusCode: 200,
      };
    },
  };
}

async function call(
  invoke: InvokeLambda,
  name: string,
  qualifier: string | undefined,
  payload: Json,
  context: TaskContext,
): Promise<Json> {
  const [, functionName = name, fromArn] = /^arn:[^:]+:lambda:[^:]*:[^:]*:function:([^:]+)(?::(.+))?$/.exec(name) ?? [];
  const version = qualifier ?? fromArn;
  let answer: LambdaAnswer;
  try {
    answer = await invoke({ functionName, payload, ...(version !== undefined && { qualifier: version }) }, context);
  } catch (error) {
    throw serviceError('Lambda', 'Lambda', error);
  }
  if (answer.functionError === undefined) return answer.payload;
  const type = isObject(answer.payload) ? answer.payload['errorType'] : undefined;
  const cause = JSON.stringify(answer.payload);
  if (typeof type === 'string') throw new TaskError(type, cause);
  throw new TaskError(
    'Lambda.Unknown',
    `The cause could not be determined because Lambda did not return an error type. Returned payload: ${cause}`,
  );
}
