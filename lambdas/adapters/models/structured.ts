import * as z from 'zod';
import { clip, firstOf } from '../../core/text/markdown.ts';
import { buildPrompt, type Prompt } from '../../core/agent/prompt.ts';
import type { ProviderAnswer, ProviderCall } from '../../core/agent/provider.ts';
import { addUsage, type TokenPrice, usageOf } from '../../core/agent/usage.ts';
import { BatonError, faultWords, type FieldFault } from '../../core/errors.ts';
import { noUsage, resultBodySchema, type Usage } from '../../core/task/result.ts';
import { type CalledModel, type EndpointTraits, learnFrom, modelError } from './failure.ts';
import { parseAnswer } from './parse-answer.ts';

type Turn =
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

/** More than this no answer needs, and some models refuse to be asked for more. */
const answerTokens = 8_000;

/** Characters per token, about; only for keeping to the limit. */
const charactersPerToken = 4;

/**
 * Asks a model for a Result. Where the endpoint takes a schema it is sent along; the prompt states the form in any case. An
 * answer of another form is shown to the model once, with its faults, and corrected; usage is the sum of both calls.
 *
 * @throws AgentOutputInvalid when the corrected answer is no Result either (its cause is `{usage}`), ModelTimeout,
 *   ModelThrottled, ModelUnavailable, ModelRejected
 */
export async function askForResult(model: StructuredModel, call: ProviderCall): Promise<ProviderAnswer> {
  const prompt = buildPrompt(call);
  const turns = openingTurns(prompt);
  const first = await ask(model, call, turns, noUsage);
  const parsed = parseAnswer(first.text, call);
  if ('body' in parsed) return { body: parsed.body, usage: first.usage };

  const faults = withCut(parsed.faults, first.cut);
  const limit = call.agent.limits.tokensPerTask;
  if (first.usage.inputTokens + first.usage.outputTokens >= limit) {
    throw invalid(model, call, faults, first.usage, `and the task's ${limit} tokens are spent`);
  }
  const second = await ask(model, call, [...turns, ...repairTurns(first.text, faults)], first.usage);
  const usage = addUsage(first.usage, second.usage);
  const repaired = parseAnswer(second.text, call);
  if ('body' in repaired) return { body: repaired.body, usage };
  throw invalid(model, call, withCut(repaired.faults, second.cut), usage, 'twice');
}

interface Answer {
  readonly text: string;
  readonly usage: Usage;
  /** The answer ended at the token limit. */
  readonly cut: boolean;
}

async function ask(model: StructuredModel, call: ProviderCall, turns: Turn[], spent: Usage): Promise<Answer> {
  const options = {
    prompt: turns,
    maxOutputTokens: roomFor(call, turns, spent),
    abortSignal: call.signal,
    headers: { 'idempotency-key': call.idempotencyKey },
    providerOptions: model.providerOptions,
  };
  try {
    // A time box that is already over must not cost a call.
    call.signal.throwIfAborted();
    const answer = await generate(model, options, call.task.planning !== undefined);
    const text = answer.content.map((part) => (part.type === 'text' && typeof part.text === 'string' ? part.text : ''));
    const { inputTokens, outputTokens } = answer.usage;
    return {
      text: text.join(''),
      usage: usageOf(inputTokens.total ?? 0, outputTokens.total ?? 0, model.price),
      cut: answer.finishReason.unified === 'length',
    };
  } catch (error) {
    const failure = modelError(error, model, call.signal, model.key);
    // The call before this one was paid for.
    throw new BatonError(failure.name, failure.message, { cause: { usage: spent, cause: failure.cause } });
  }
}

/** Asks once, and again in another way where the endpoint says that it does not understand this one: no model has seen it. */
async function generate(
  model: Pick<StructuredModel, 'chat' | 'endpointTraits'>,
  options: Omit<Parameters<ChatModel['doGenerate']>[0], 'responseFormat'>,
  plans: boolean,
): Promise<Awaited<ReturnType<ChatModel['doGenerate']>>> {
  try {
    return await model.chat.doGenerate({
      ...options,
      responseFormat: model.endpointTraits.takesSchema ? resultFormat(plans) : { type: 'text' },
    });
  } catch (error) {
    if (!learnFrom(error, model.endpointTraits)) throw error;
    return generate(model, options, plans);
  }
}

function roomFor(call: ProviderCall, turns: readonly Turn[], spent: Usage): number {
  const asked = Math.ceil(JSON.stringify(turns).length / charactersPerToken);
  const left = call.agent.limits.tokensPerTask - spent.inputTokens - spent.outputTokens - asked;
  // A limit that the question alone uses up would give an empty answer: the least that says anything is asked for.
  return Math.max(Math.min(500, call.agent.limits.tokensPerTask), Math.min(answerTokens, left));
}

function openingTurns({ system, user }: Prompt): Turn[] {
  return [
    { role: 'system', content: system },
    { role: 'user', content: [{ type: 'text', text: user }] },
  ];
}

function repairTurns(answer: string, faults: readonly FieldFault[]): Turn[] {
  const lines = faults.map(({ field, message }) => `- ${field}: ${message}`);
  const list = firstOf(lines, 4_000, (count) => `- and ${count} more`);
  const ask = `That answer does not have the form that was asked for:\n${list.join('\n')}\n\nAnswer once more with the whole JSON object, corrected, and nothing else.`;
  return [
    // An empty turn is refused by some endpoints.
    { role: 'assistant', content: [{ type: 'text', text: clip(answer.trim(), 20_000) || '(empty)' }] },
    { role: 'user', content: [{ type: 'text', text: ask }] },
  ];
}

function withCut(faults: readonly FieldFault[], cut: boolean): readonly FieldFault[] {
  return cut ? [{ field: 'answer', message: 'was cut off at its token limit: be shorter' }, ...faults] : faults;
}

function invalid(
  model: CalledModel,
  call: ProviderCall,
  faults: readonly FieldFault[],
  usage: Usage,
  how: string,
): BatonError {
  return new BatonError(
    'AgentOutputInvalid',
    `${model.model} answered ${call.agent.id} in a form that is no Result, ${how}: ${faultWords(faults)}`,
    { faults, cause: { usage } },
  );
}

/**
 * The schema for the wire. Lengths and patterns are left out: some servers make a grammar of the schema and fail on a
 * repetition of 60,000; they are checked here afterwards.
 */
function resultFormat(plans: boolean): ResponseFormat {
  const form = plans ? resultBodySchema.required({ plan: true }) : resultBodySchema.omit({ plan: true });
  const schema = z.toJSONSchema(form, {
    override: ({ jsonSchema }) => {
      for (const key of ['minLength', 'maxLength', 'maxItems', 'pattern', 'propertyNames'] as const)
        delete jsonSchema[key];
    },
  });
  const { $schema: _, ...rest } = schema;
  return { type: 'json', name: 'result', schema: rest };
}
