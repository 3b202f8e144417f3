import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server does with one request: answer it, or leave it without an answer until the caller gives up. */
export type Behaviour =
  { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> } | 'hang';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The parsed body. */
  readonly body: ChatBody;
}

/** The parts of a request that tests look at, in OpenAI's form and in Converse's. */
export interface ChatBody {
  readonly model?: string;
  readonly messages?: readonly { readonly role: string; readonly content: unknown }[];
  readonly max_tokens?: number;
  readonly max_completion_tokens?: number;
  readonly response_format?: {
    readonly type: string;
    readonly json_schema?: { readonly schema: unknown; readonly strict?: boolean };
  };
  readonly system?: unknown;
  readonly inferenceConfig?: { readonly maxTokens?: number };
  readonly toolConfig?: { readonly tools?: readonly unknown[] };
}

export interface ScriptedModel extends AsyncDisposable {
  /** `http://127.0.0.1:<port>/v1` */
  readonly url: string;
  /** All requests, in the order in which they came. */
  readonly requests: readonly SeenRequest[];
  /** Appends to the script. */
  add(...behaviours: Behaviour[]): void;
  /** Resolves when the server has seen that many requests. */
  seen(count: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * A model endpoint on loopback that follows a script, one behaviour per request.
 *
 * @param afterScript what it does when the script is over; an error 500 unless said
 */
export async function startScriptedModel(
  script: readonly Behaviour[] = [],
  afterScript: Behaviour = openAi.error(500, 'the script is over'),
): Promise<ScriptedModel> {
  const queue = [...script];
  const requests: SeenRequest[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      requests.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
      for (const { count, resolve } of waiting) if (requests.length >= count) resolve();
      writeAnswer(response, queue.shift() ?? afterScript);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.closeAllConnections();
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    add: (...behaviours) => void queue.push(...behaviours),
    seen: async (count) => {
      if (requests.length >= count) return;
      await new Promise<void>((resolve) => waiting.push({ count, resolve }));
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The body of a request, parsed. */
export async function readBody(request: IncomingMessage): Promise<ChatBody> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : (JSON.parse(text) as ChatBody);
}

/** Does with a request what a script says. */
export function writeAnswer(response: ServerResponse, behaviour: Behaviour): void {
  if (behaviour === 'hang') return;
  const text = typeof behaviour.body === 'string' ? behaviour.body : JSON.stringify(behaviour.body);
  response.writeHead(behaviour.status, { 'content-type': 'application/json', ...behaviour.headers }).end(text);
}

/** Tokens that an answer says it took. */
export interface Tokens {
  readonly input: number;
  readonly output: number;
}

const textOf = (content: unknown): string => (typeof content === 'string' ? content : JSON.stringify(content));

/** Answers in the form of OpenAI's chat completions. */
export const openAi = {
  answer: (content: unknown, tokens: Tokens = { input: 100, output: 50 }, finishReason = 'stop'): Behaviour => ({
    status: 200,
    body: {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1_750_000_000,
      model: 'scripted',
      choices: [{ index: 0, message: { role: 'assistant', content: textOf(content) }, finish_reason: finishReason }],
      usage: {
        prompt_tokens: tokens.input,
        completion_tokens: tokens.output,
        total_tokens: tokens.input + tokens.output,
      },
    },
  }),
  error: (status: number, message: string, headers: Record<string, string> = {}): Behaviour => ({
    status,
    headers,
    body: { error: { message, type: 'scripted_error', param: null, code: null } },
  }),
};

/** Answers in the form of Bedrock's Converse. */
export const converse = {
  answer: (content: unknown, tokens: Tokens = { input: 100, output: 50 }): Behaviour => ({
    status: 200,
    body: {
      output: { message: { role: 'assistant', content: [{ text: textOf(content) }] } },
      stopReason: 'end_turn',
      usage: { inputTokens: tokens.input, outputTokens: tokens.output, totalTokens: tokens.input + tokens.output },
      metrics: { latencyMs: 1 },
    },
  }),
  toolAnswer: (input: unknown, tokens: Tokens = { input: 100, output: 50 }): Behaviour => ({
    status: 200,
    body: {
      output: { message: { role: 'assistant', content: [{ toolUse: { toolUseId: 't1', name: 'json', input } }] } },
      stopReason: 'tool_use',
      usage: { inputTokens: tokens.input, outputTokens: tokens.output, totalTokens: tokens.input + tokens.output },
      metrics: { latencyMs: 1 },
    },
  }),
  error: (status: number, type: string, message: string): Behaviour => ({
    status,
    headers: { 'x-amzn-errortype': type },
    body: { message, type },
  }),
};
