import type { PendingQuestion, QuestionStore } from '../../../lambdas/core/request/ports.ts';

export const questionsIn = (records: Map<string, PendingQuestion>): QuestionStore => ({
  read: async (tenantId, questionId) => records.get(`${tenantId} ${questionId}`),
  ask: async (tenantId, question) => {
    const known = records.get(`${tenantId} ${question.questionId}`);
    if (known !== undefined && known.askedAt > question.askedAt) return known;
    const kept = { ...known, ...question };
    records.set(`${tenantId} ${question.questionId}`, kept);
    return kept;
  },
  answer: async (tenantId, questionId, answer, userId) => {
    const known = records.get(`${tenantId} ${questionId}`);
    if (known === undefined) return undefined;
    const kept = { ...known, answer: known.answer ?? answer, answeredBy: known.answeredBy ?? userId };
    records.set(`${tenantId} ${questionId}`, kept);
    return kept;
  },
});
