import * as z from 'zod';
import { BatonError, faultWords, type FieldFault } from '../../core/errors.ts';
import { shapeFaults } from '../../core/planning/plan.ts';
import { type Adviser, type AdviceQuestion, adviceSchema } from '../../core/routing/advice.ts';
import type { ConsultPorts } from '../../core/routing/consult.ts';
import type { ModelEnvironment } from '../environment.ts';
import { configOf } from './configured.ts';
import { connectModels } from './connect.ts';
import { readObject } from './read-object.ts';
import { ask, formOf, openingTurns, type StructuredModel } from './structured.ts';

/** How long a decision may be, tokens: its parts quote a request of ordinary length. */
const answerTokens = 1_000;

/** The standard model that the environment names, as an adviser; it is given no longer than the environment allows a call. */
export function adviserFor(model: ModelEnvironment): Pick<ConsultPorts, 'adviser' | 'signalAfter'> {
  const models = connectModels(configOf(model));
  // Whoever asks is told what is wrong with the configuration; it must not end the process before.
  models.catch(() => undefined);
  return {
    adviser: { advise: async (question) => askForAdvice(await (await models)('standard'), question) },
    signalAfter: (ms) => AbortSignal.timeout(Math.min(ms, model.timeoutSeconds * 1000)),
  };
}

/** Asks once. An answer of another form is not repaired: the first tier has an answer already, and its user waits. */
async function askForAdvice(model: StructuredModel, question: AdviceQuestion): ReturnType<Adviser['advise']> {
  const { prompt, modes, addressees, idempotencyKey, signal } = question;
  const { text, usage, cut } = await ask(model, {
    turns: openingTurns(prompt),
    maxOutputTokens: answerTokens,
    form: formOf('decision', adviceForm(modes, addressees)),
    idempotencyKey,
    signal,
  });
  const document = readObject(text);
  const parsed = adviceSchema.safeParse(document);
  if (parsed.success) return { advice: parsed.data, usage };
  const unread = cut ? `was cut off at ${answerTokens} tokens` : 'is not one JSON object';
  const faults: readonly FieldFault[] =
    cut || document === undefined ? [{ field: 'answer', message: unread }] : shapeFaults(parsed.error, 'answer');
  const message = `${model.model} answered in a form that is no decision: ${faultWords(faults)}`;
  throw new BatonError('AdviceInvalid', message, { faults, cause: { usage } });
}

const adviceForm = (modes: AdviceQuestion['modes'], addressees: AdviceQuestion['addressees']) =>
  adviceSchema.extend({
    mode: z.enum(modes),
    parts: z.array(z.object({ agent: z.enum(addressees), part: z.string() })),
    reason: z.string(),
  });
