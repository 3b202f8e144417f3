import { usageSpent } from '../agent/usage.ts';
import { historyLimit } from '../agent/context.ts';
import type { Clock } from '../clock.ts';
import { BatonError, isBatonError } from '../errors.ts';
import type { RequestReader } from '../request/ports.ts';
import type { RequestKey } from '../request/request.ts';
import type { MessageReader } from '../session/session.ts';
import { clip } from '../text/markdown.ts';
import { openModes } from './advice-bounds.ts';
import { advicePrompt } from './advice-prompt.ts';
import { type Adviser, type Consultation, reasonLimit, type Routable } from './advice.ts';
import type { RouterInput } from './router.ts';
import { readTurns } from './turns.ts';

/** How long a model may think about a route, milliseconds: whoever asked is waiting for who takes it. */
export const thinkingTime = 5_000;

export interface ConsultPorts {
  readonly clock: Clock;
  readonly adviser: Adviser;
  /** A signal that is aborted after so many milliseconds. */
  readonly signalAfter: (ms: number) => AbortSignal;
}

/** Asks the model once who is to take a request. It never throws what a model or its endpoint did wrong: that is an answer too. */
export async function consult(ports: ConsultPorts, of: Routable, idempotencyKey: string): Promise<Consultation> {
  const began = ports.clock();
  const modes = openModes(readTurns(of.input), of);
  const workflows = modes.includes('workflow') ? of.workflows : [];
  const addressees = [...of.agents.map(({ id }) => id), ...workflows.map(({ name }) => name)];
  const prompt = advicePrompt(of, modes);
  const signal = ports.signalAfter(thinkingTime);
  try {
    const { advice, usage } = await ports.adviser.advise({ prompt, modes, addressees, idempotencyKey, signal });
    const reason = clip(advice.reason.trim(), reasonLimit);
    return { advice: { ...advice, reason }, usage, durationMs: ports.clock() - began };
  } catch (error) {
    if (!isBatonError(error)) throw error;
    const { name, message } = error;
    return { failure: { name, message }, usage: usageSpent(error), durationMs: ports.clock() - began };
  }
}

/**
 * What a user has said of a request, read from the conversation: where questions are kept, with the tokens of those who wait
 * for the answers, nobody may look who runs a model's words.
 *
 * @throws RequestUnknown
 */
export async function readSaid(
  ports: { readonly requests: RequestReader; readonly messages: MessageReader },
  key: RequestKey,
): Promise<RouterInput> {
  const request = await ports.requests.read(key);
  if (request === undefined) throw new BatonError('RequestUnknown', `request ${key.requestId} is not in the journal`);
  const messages = await ports.messages.last(request, historyLimit);
  const answers = messages
    .filter(({ requestId, answerTo }) => requestId === key.requestId && answerTo !== undefined)
    .map(({ text }) => text);
  return { text: request.text, answers, round: answers.length };
}
