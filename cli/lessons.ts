import type { FeedbackKind } from '../lambdas/core/feedback/feedback.ts';
import type { Mode } from '../lambdas/core/routing/route.ts';
import { architectId } from '../lambdas/core/agent/definition.ts';
import type { ApiClient, FeedbackView } from './api-client.ts';

/** What an accepted feedback says of a decision. */
export interface Lesson {
  readonly feedbackId: string;
  readonly requestId: string;
  readonly kind: FeedbackKind;
  /** What was decided on: the request's text, then the answers that its user gave to questions. */
  readonly turns: readonly string[];
  readonly mode: Mode;
  /** Where it went: an agent, a workflow or `clarify`. */
  readonly decided: string;
  /** Where it should have gone; undefined where that is not said. */
  readonly wanted: string | undefined;
}

/** All feedback of the tenant that was accepted, newest first, with the words that it is about. */
export async function readLessons(client: Pick<ApiClient, 'feedback' | 'readFeedback'>): Promise<Lesson[]> {
  const lessons: Lesson[] = [];
  for await (const page of client.feedback({ status: 'accepted' })) {
    for (const feedback of page) {
      const { feedbackId, requestId, kind, decision } = feedback;
      const { text, answers } = await client.readFeedback(feedbackId);
      lessons.push({
        feedbackId,
        requestId,
        kind,
        turns: [text, ...answers],
        mode: decision.mode,
        decided: decision.label,
        wanted: wantedIn(feedback),
      });
    }
  }
  return lessons;
}

function wantedIn({ kind, to, by }: FeedbackView): string | undefined {
  return kind === 'should-have-been-escalated' ? architectId : (to ?? by);
}
