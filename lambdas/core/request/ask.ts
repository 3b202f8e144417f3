import { type Clock, isoTime } from '../clock.ts';
import { BatonError } from '../errors.ts';
import { type EventAppender, recordEvent } from '../events/event.ts';
import type { MessageAppender } from '../session/session.ts';
import type { QuestionStore, RequestEvents, RequestMover, RequestReader, Waiting } from './ports.ts';
import type { RequestKey } from './request.ts';
import { isUnderWay } from './status.ts';

export interface AskPorts {
  readonly clock: Clock;
  readonly requests: RequestReader & RequestMover;
  readonly questions: QuestionStore;
  readonly messages: MessageAppender;
  readonly waiting: Waiting;
  readonly events: RequestEvents;
  readonly eventLog: EventAppender;
}

/** The author of what the coordinator itself says in a conversation. */
export const coordinatorName = 'coordinator';

/**
 * Puts the route's question to the user and keeps the token of the execution that waits for the answer.
 *
 * 1. The question is kept with the token, in the partition that agents cannot read.
 * 2. It is appended to the conversation and to the request's history, and the request is set waiting.
 *
 * When the question has an answer already (this call is a repetition), the execution goes on at once. When the answer comes
 * while it is being asked again, the request does not stay waiting for it.
 *
 * @throws RequestUnknown, RequestClosed
 */
export async function askForClarification(
  ports: AskPorts,
  key: RequestKey,
  ask: { questionId: string; token: string; expiresInSeconds: number },
): Promise<void> {
  const request = await ports.requests.read(key);
  if (request === undefined) throw new BatonError('RequestUnknown', `request ${key.requestId} is not in the journal`);
  if (!isUnderWay(request.status)) {
    throw new BatonError('RequestClosed', `request ${key.requestId} is ${request.status} and can ask nothing any more`);
  }
  const now = ports.clock();
  const question = {
    questionId: ask.questionId,
    text: request.route?.question ?? 'Can you say more precisely what you need?',
    askedAt: isoTime(now),
    expiresAt: isoTime(now + ask.expiresInSeconds * 1000),
  };
  const kept = await ports.questions.ask(key.tenantId, { ...question, requestId: key.requestId, token: ask.token });
  if (kept.answer !== undefined) {
    await ports.waiting.release(ask.token, { questionId: ask.questionId });
    return;
  }
  const said = await ports.messages.append(
    { tenantId: key.tenantId, sessionId: request.sessionId },
    {
      writeId: `${ask.questionId}.question`,
      since: request.createdAt,
      role: 'assistant',
      text: question.text,
      author: coordinatorName,
      requestId: key.requestId,
    },
  );
  await recordEvent(ports, key, {
    type: 'request.waiting',
    at: said.createdAt,
    which: ask.questionId,
    detail: { questionId: ask.questionId, question: question.text },
  });
  const moved = await ports.requests.move(key, { status: 'waiting', question });
  if (moved === undefined) return;
  const answered = (await ports.questions.read(key.tenantId, ask.questionId))?.answer !== undefined;
  if (answered) await ports.requests.move(key, { status: 'running', question: null }, { asking: ask.questionId });
  else await ports.events.publish('request.waiting', moved);
}
