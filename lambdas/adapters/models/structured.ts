import * as z from 'zod';
import type { Prompt } from '../../core/agent/prompt.ts';
import { type TokenPrice, usageOf } from '../../core/agent/usage.ts';
import { BatonError } from '../../core/errors.ts';
import { noUsage, type Usage } from '../../core/task/result.ts';
import { type CalledModel, type EndpointTraits, learnFrom, modelError } from './failure.ts';

export type Turn =
  { role: 'system'; content: string } | { role: 'user' | 'assistant'; content: { type: 'text'; text: string }[] };

type ResponseFormat = { type: 'text' } | { type: 'json'; name: string; schema: Record<string, unknown> };

/**
 * The part of the AI SDK's language model (specification v4) that is used here. One call is one request over the wire: the
 * SDK's own retries belong to `generateText`, and the state machine retries.
 */
export interface ChatModel {
  doGenerate(options: {
    prompt: Turn[];
    maxOutputTokens: number;
    responseFormat: ResponseFormat;
    abortSignal: AbortSignal;
    headers: Record<string, string>;
    providerOptions: Record<string, Record<string, boolean | string>>;
  }): PromiseLike<{
    content: readonly { type: string; text?: unknown }[];
    finishReason: { unified: string };
    usage: { inputTokens: { total: number | undefined }; outputTokens: { total: number | undefined } };
  }>;
}

export interface StructuredModel extends CalledModel {
  readonly chat: ChatModel;
  readonly key: string | undefined;
  readonly price: TokenPrice | undefined;
  /** What the SDK is told for this provider. */
  readonly providerOptions: Record<string, Record<string, boolean | string>>;
  readonly endpointTraits: EndpointTraits;
}

/** Characters per token, about; only for keeping to the limit. */
const charactersPerToken = 4;

/** What a model is asked. */
export interface Question {
  readonly turns: Turn[];
  readonly maxOutputTokens: number;
  /** The form of the answer, for endpoints that can be told it. */
  readonly form: Extract<ResponseFormat, { type: 'json' }>;
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly text: string;
  readonly usage: Usage;
  /** The answer ended at the token limit. */
  readonly cut: boolean;
}

/**
 * Asks a model once. Where the endpoint takes a schema it is sent along; the prompt has to state the form in any case.
 *
 * @param spent on calls before, for the same answer: an error carries it as its cause, `{usage}`
 * @throws ModelTimeout, ModelThrottled, ModelUnavailable, ModelRejected
 */
export async function ask(model: StructuredModel, question: Question, spent: Usage = noUsage): Promise<Answer> {
  const { turns, maxOutputTokens, form, idempotencyKey, signal } = question;
  const options = {
    prompt: turns,
    maxOutputTokens,
    abortSignal: signal,
    headers: { 'idempotency-key': idempotencyKey },
    providerOptions: model.providerOptions,
  };
  try {
    // A time box that is already over must not cost a call.
    signal.throwIfAborted();
    const answer = await generate(model, options, form);
    const text = answer.content.map((part) => (part.type === 'text' && typeof part.text === 'string' ? part.text : ''));
    const { inputTokens, outputTokens } = answer.usage;
    return {
      text: text.join(''),
      usage: usageOf(inputTokens.total ?? 0, outputTokens.total ?? 0, model.price),
      cut: answer.finishReason.unified === 'length',
    };
  } catch (error) {
    const failure = modelError(error, model, signal, model.key);
    throw new BatonError(failure.name, failure.message, { cause: { usage: spent, cause: failure.cause } });
  }
}

/** Asks once, and again in another way where the endpoint says that it does not understand this one: no model has seen it. */
async function generate(
  model: Pick<StructuredModel, 'chat' | 'endpointTraits'>,
  options: Omit<Parameters<ChatModel['doGenerate']>[0], 'responseFormat'>,
  form: Question['form'],
): Promise<Awaited<ReturnType<ChatModel['doGenerate']>>> {
  try {
    return await model.chat.doGenerate({
      ...options,
      responseFormat: model.endpointTraits.takesSchema ? form : { type: 'text' },
    });
  } catch (error) {
    if (!learnFrom(error, model.endpointTraits)) throw error;
    return generate(model, options, form);
  }
}

export function openingTurns({ system, user }: Prompt): Turn[] {
  return [
    { role: 'system', content: system },
    { role: 'user', content: [{ type: 'text', text: user }] },
  ];
}

/** About how many tokens these turns are. */
export const tokensOf = (turns: readonly Turn[]): number =>
  Math.ceil(JSON.stringify(turns).length / charactersPerToken);

/**
 * A schema for the wire. Lengths and patterns are left out: some servers make a grammar of the schema and fail on a
 * repetition of 60,000; they are checked here afterwards.
 */
export function formOf(name: string, form: z.ZodType): Question['form'] {
  const schema = z.toJSONSchema(form, {
    override: ({ jsonSchema }) => {
      for (const key of ['minLength', 'maxLength', 'maxItems', 'pattern', 'propertyNames'] as const)
        delete jsonSchema[key];
    },
  });
  const { $schema: _, ...rest } = schema;
  return { type: 'json', name, schema: rest };
}
