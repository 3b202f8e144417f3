import { feedbackPlace, type FeedbackRecord } from '../../../lambdas/core/feedback/feedback.ts';
import type { FeedbackStore } from '../../../lambdas/core/feedback/ports.ts';

export const feedbackIn = (records: Map<string, FeedbackRecord>): FeedbackStore => ({
  read: async ({ tenantId, feedbackId }) => records.get(`${tenantId} ${feedbackId}`),
  put: async (record) => {
    records.set(`${record.tenantId} ${record.feedbackId}`, record);
  },
  review: async ({ tenantId, feedbackId, givenAt }, { status, by, at }) => {
    const known = records.get(`${tenantId} ${feedbackId}`);
    if (known?.status !== 'open' || known.givenAt !== givenAt) return undefined;
    const reviewed = { ...known, status, reviewedBy: by, reviewedAt: at };
    records.set(`${tenantId} ${feedbackId}`, reviewed);
    return reviewed;
  },
  ofRequest: async ({ tenantId, requestId }) =>
    [...records.values()].filter((one) => one.tenantId === tenantId && one.requestId === requestId),
  list: async ({ tenantId, kinds, statuses, before, limit }) =>
    [...records.values()]
      .filter((one) => one.tenantId === tenantId && kinds.includes(one.kind) && statuses.includes(one.status))
      .filter((one) => before === undefined || feedbackPlace(one) < before)
      .sort((a, b) => (feedbackPlace(a) < feedbackPlace(b) ? 1 : -1))
      .slice(0, limit),
});
