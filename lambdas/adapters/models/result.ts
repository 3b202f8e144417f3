import { buildPrompt } from '../../core/agent/prompt.ts';
import type { ProviderAnswer, ProviderCall } from '../../core/agent/provider.ts';
import { addUsage } from '../../core/agent/usage.ts';
import { BatonError, faultWords, type FieldFault } from '../../core/errors.ts';
import { noUsage, resultBodySchema, type Usage } from '../../core/task/result.ts';
import { clip, firstOf } from '../../core/text/markdown.ts';
import type { CalledModel } from './failure.ts';
import { parseAnswer } from './parse-answer.ts';
import { ask, formOf, openingTurns, type StructuredModel, tokensOf, type Turn } from './structured.ts';

/** More than this no answer needs, and some models refuse to be asked for more. */
const answerTokens = 8_000;

/**
 * Asks a model for a Result. An answer of another form is shown to the model once, with its faults, and corrected; usage is the
 * sum of both calls.
 *
 * @throws AgentOutputInvalid when the corrected answer is no Result either (its cause is `{usage}`), ModelTimeout,
 *   ModelThrottled, ModelUnavailable, ModelRejected
 */
export async function askForResult(model: StructuredModel, call: ProviderCall): Promise<ProviderAnswer> {
  const turns = openingTurns(buildPrompt(call));
  const first = await ask(model, questionOf(call, turns, noUsage));
  const parsed = parseAnswer(first.text, call);
  if ('body' in parsed) return { body: parsed.body, usage: first.usage };

  const faults = withCut(parsed.faults, first.cut);
  const limit = call.agent.limits.tokensPerTask;
  if (first.usage.inputTokens + first.usage.outputTokens >= limit) {
    throw invalid(model, call, faults, first.usage, `and the task's ${limit} tokens are spent`);
  }
  const repair = questionOf(call, [...turns, ...repairTurns(first.text, faults)], first.usage);
  const second = await ask(model, repair, first.usage);
  const usage = addUsage(first.usage, second.usage);
  const repaired = parseAnswer(second.text, call);
  if ('body' in repaired) return { body: repaired.body, usage };
  throw invalid(model, call, withCut(repaired.faults, second.cut), usage, 'twice');
}

const questionOf = (call: ProviderCall, turns: Turn[], spent: Usage) => ({
  turns,
  maxOutputTokens: roomFor(call, turns, spent),
  form: resultForm(call.task.planning !== undefined),
  idempotencyKey: call.idempotencyKey,
  signal: call.signal,
});

const resultForm = (plans: boolean) =>
  formOf('result', plans ? resultBodySchema.required({ plan: true }) : resultBodySchema.omit({ plan: true }));

function roomFor(call: ProviderCall, turns: readonly Turn[], spent: Usage): number {
  const left = call.agent.limits.tokensPerTask - spent.inputTokens - spent.outputTokens - tokensOf(turns);
  // A limit that the question alone uses up would give an empty answer: the least that says anything is asked for.
  return Math.max(Math.min(500, call.agent.limits.tokensPerTask), Math.min(answerTokens, left));
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
