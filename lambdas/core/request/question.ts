import { type EventAppender, recordEvent } from '../events/event.ts';
import type { Message } from '../session/message.ts';
import type { MessageAppender } from '../session/session.ts';
import type { PendingQuestion, QuestionStore } from './ports.ts';
import type { RequestKey, RequestRecord } from './request.ts';

/** How often a user is asked before it is decided without an answer. */
export const maxRounds = 3;

/** The id of a request's n-th question, counted from 1. */
export function questionId(requestId: string, n: number): string {
  return `${requestId}-q${n}`;
}

export type AnsweredQuestion = PendingQuestion & { readonly answer: string };

/** The questions of a request that have been answered so far, in order. */
export async function answersTo(
  questions: Pick<QuestionStore, 'read'>,
  { tenantId, requestId }: RequestKey,
): Promise<AnsweredQuestion[]> {
  const answered: AnsweredQuestion[] = [];
  for (let n = 1; n <= maxRounds; n += 1) {
    const question = await questions.read(tenantId, questionId(requestId, n));
    if (question?.answer === undefined) break;
    answered.push({ ...question, answer: question.answer });
  }
  return answered;
}

export interface SayAnswerPorts {
  readonly messages: MessageAppender;
  readonly eventLog: EventAppender;
}

/** Appends what the user answered to the conversation, and to the request's history; done again, it stands there once. */
export async function sayAnswer(
  ports: SayAnswerPorts,
  request: RequestRecord,
  question: AnsweredQuestion,
): Promise<Message> {
  const { questionId, answer, answeredBy = request.userId } = question;
  const said = await ports.messages.append(request, {
    writeId: `${questionId}.answer`,
    since: question.askedAt,
    role: 'user',
    text: answer,
    author: answeredBy,
    requestId: request.requestId,
    answerTo: questionId,
  });
  await recordEvent(ports, request, {
    type: 'request.answered',
    at: said.createdAt,
    which: questionId,
    detail: { questionId, answeredBy },
  });
  return said;
}
