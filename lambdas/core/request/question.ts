import type { MessageAppender } from '../session/session.ts';
import type { PendingQuestion } from './ports.ts';
import type { RequestRecord } from './request.ts';

/** How often a user is asked before it is decided without an answer. */
export const maxRounds = 3;

/** The id of a request's n-th question, counted from 1. */
export function questionId(requestId: string, n: number): string {
  return `${requestId}-q${n}`;
}

export type AnsweredQuestion = PendingQuestion & { readonly answer: string };

/** Appends what the user answered to the conversation; done again, it stands there once. */
export async function sayAnswer(
  messages: MessageAppender,
  request: RequestRecord,
  question: AnsweredQuestion,
): Promise<void> {
  await messages.append(request, {
    writeId: `${question.questionId}.answer`,
    since: question.askedAt,
    role: 'user',
    text: question.answer,
    author: question.answeredBy ?? request.userId,
    requestId: request.requestId,
  });
}
