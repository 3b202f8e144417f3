import * as z from 'zod';
import type { Clock } from '../clock.ts';
import { BatonError } from '../errors.ts';
import { userText } from '../session/message.ts';
import type { QuestionStore, RequestMover, RequestReader, Waiting } from './ports.ts';
import { maxRounds, questionId, sayAnswer, type SayAnswerPorts } from './question.ts';
import type { Caller, RequestRecord } from './request.ts';

/** The body of `POST /v1/requests/{id}/messages`. */
export const answerSchema = z.strictObject({
  text: userText('answer the question'),
});

export interface AnswerPorts extends SayAnswerPorts {
  readonly clock: Clock;
  readonly requests: RequestReader & RequestMover;
  readonly questions: QuestionStore;
  readonly waiting: Waiting;
}

/**
 * Gives the answer that a request waits for, and lets its execution go on. The first answer counts; the same answer sent
 * again is fine, and completes what an interrupted first one left undone.
 *
 * @throws NotFound for a request that is not the tenant's
 * @throws NothingToAnswer when nothing was asked, or somebody else's answer came first
 * @throws ClarificationExpired when the time for it is over
 */
export async function answerRequest(
  ports: AnswerPorts,
  caller: Caller,
  requestId: string,
  text: string,
): Promise<RequestRecord> {
  const request = await ports.requests.read({ tenantId: caller.tenantId, requestId });
  if (request === undefined) throw new BatonError('NotFound', `request ${requestId} does not exist`);
  const asked = request.question;
  if (asked === undefined || request.status !== 'waiting') {
    if (await wasAnswered(ports, caller, requestId, text)) return request;
    throw new BatonError('NothingToAnswer', `request ${requestId} is ${request.status} and waits for no answer`);
  }
  if (ports.clock() >= Date.parse(asked.expiresAt)) throw expired(requestId, asked.expiresAt);

  const question = await ports.questions.answer(caller.tenantId, asked.questionId, text, caller.userId);
  if (question?.answer !== text) {
    throw new BatonError('NothingToAnswer', `the question of request ${requestId} has been answered already`);
  }
  await sayAnswer(ports, request, { ...question, answer: text });
  // Not waited for any more: the state that asked is being retried, and will find the answer when it asks again.
  await ports.waiting.release(question.token, { questionId: asked.questionId });
  const moved = await ports.requests.move(request, { status: 'running', question: null }, { asking: asked.questionId });
  return moved ?? (await ports.requests.read(request)) ?? request;
}

/** Whether this is what the caller answered last: whoever did not get to see that it was taken asks again. */
async function wasAnswered(ports: AnswerPorts, caller: Caller, requestId: string, text: string): Promise<boolean> {
  for (let n = maxRounds; n > 0; n -= 1) {
    const question = await ports.questions.read(caller.tenantId, questionId(requestId, n));
    if (question?.answer !== undefined) return question.answer === text && question.answeredBy === caller.userId;
  }
  return false;
}

function expired(requestId: string, expiresAt: string): BatonError {
  return new BatonError(
    'ClarificationExpired',
    `the question of request ${requestId} could be answered until ${expiresAt}: send the request again`,
  );
}
