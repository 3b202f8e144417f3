import { sha256 } from '../../lambdas/adapters/hash.ts';
import type { FeedbackBody } from '../../lambdas/core/feedback/feedback.ts';
import { giveFeedback } from '../../lambdas/core/feedback/give-feedback.ts';
import { reviewFeedback } from '../../lambdas/core/feedback/review-feedback.ts';
import type { Caller } from '../../lambdas/core/request/request.ts';
import { ada, aRegistry, aRequest, aRoute } from './fixtures.ts';
import { MemoryJournal } from './memory-journal.ts';

const workflow = { name: 'feature-implementation', title: 'Feature implementation' };

/** A journal with one routed request, and what people may say about it. */
export function judging(changes: Parameters<typeof aRequest>[0] = {}) {
  const journal = new MemoryJournal();
  const request = aRequest({ status: 'succeeded', route: aRoute(), ...changes });
  journal.requestRecords.set(`${request.tenantId} ${request.requestId}`, request);
  const ports = journal.with({
    hash: sha256,
    registry: aRegistry(),
    workflows: { list: () => [workflow] as never },
  });
  return {
    journal,
    give: (body: FeedbackBody, caller: Caller = ada) => giveFeedback(ports, caller, request.requestId, body),
    review: (feedbackId: string, decision: 'accept' | 'reject', caller: Caller = ada) =>
      reviewFeedback(ports, caller, feedbackId, { decision }),
  };
}
