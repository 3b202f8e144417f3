import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { EngineError, ServiceError, type Engine, type JsonObject } from '../engine/index.ts';
import { endServer, listenOnLoopback } from './listen.ts';
import { OPERATIONS } from './step-functions-operations.ts';

const TARGET_PREFIX = 'AWSStepFunctions.';
const CONTENT_TYPE = 'application/x-amz-json-1.0';
/** No request of this API is larger: an input or output has at most 262,144 bytes. */
const LARGEST_BODY_BYTES = 1_048_576;

export interface Answer {
  readonly status: number;
  readonly body: JsonObject;
}

const TOO_LARGE: Answer = {
  status: 413,
  body: { __type: 'RequestEntityTooLarge', message: `the body is larger than ${LARGEST_BODY_BYTES} bytes` },
};

/**
 * Answers one request of the Step Functions API, AWS JSON 1.0.
 * @param target the header X-Amz-Target, for example `AWSStepFunctions.StartExecution`
 * @param body the request's JSON text
 */
export async function answerStepFunctions(engine: Engine, target: string, body: string): Promise<Answer> {
  try {
    const operation = target.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : '';
    const perform = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
    if (!perform)
      throw new ServiceError(
        'UnknownOperationException',
        `The operation ${target || '(no X-Amz-Target)'} is not supported by the local Step Functions`,
      );
    return { status: 200, body: await perform(engine, parse(body)) };
  } catch (error) {
    return refusal(error);
  }
}

function parse(body: string): JsonObject {
  try {
    const request: unknown = JSON.parse(body || '{}');
    if (typeof request === 'object' && request !== null && !Array.isArray(request)) return request as JsonObject;
  } catch {
    // Said below, in the words of the protocol.
  }
  throw new ServiceError('SerializationException', 'the body is no JSON object');
}

function refusal(error: unknown): Answer {
  if (error instanceof ServiceError) return { status: 400, body: { __type: error.name, message: error.message } };
  const message = error instanceof Error ? error.message : String(error);
  const name = error instanceof EngineError ? error.name : 'InternalFailure';
  return { status: 500, body: { __type: name, message } };
}

/** A request handler for `node:http`. */
export function stepFunctionsHandler(engine: Engine): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    respond(engine, request, response).catch(() => response.destroy());
  };
}

async function respond(engine: Engine, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await read(request);
  const answer =
    body === undefined
      ? TOO_LARGE
      : await answerStepFunctions(engine, String(request.headers['x-amz-target'] ?? ''), body);
  const text = JSON.stringify(answer.body);
  response.writeHead(answer.status, {
    'content-type': CONTENT_TYPE,
    'content-length': Buffer.byteLength(text),
    'x-amzn-requestid': randomUUID(),
    ...(body === undefined && { connection: 'close' }),
  });
  response.end(text);
}

/** The body's text, or undefined when it is too large. */
async function read(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Serves the API on loopback. @param port 0 for any free one. @returns the endpoint to give to clients, and how to end it */
export async function serveStepFunctions(
  engine: Engine,
  port = 0,
): Promise<{ endpoint: string; close(): Promise<void> }> {
  const server = createServer(stepFunctionsHandler(engine));
  const bound = await listenOnLoopback(server, port);
  return { endpoint: `http://127.0.0.1:${bound}`, close: () => endServer(server) };
}
