import { isoTime } from '../../../../lambdas/core/clock.ts';
import { judging } from '../../../support/feedback-run.ts';
import { dawn } from '../../../support/fixtures.ts';
import { rejectionOf } from '../../../support/memory-journal.ts';

const grace = { tenantId: 'acme', userId: 'grace' };

async function given() {
  const run = judging();
  const { feedback } = await run.give({ kind: 'should-have-been-escalated' });
  run.journal.now += 1_000;
  return { ...run, id: feedback.feedbackId };
}

describe('a decision on feedback', () => {
  it.each([
    ['accept', 'accepted'],
    ['reject', 'rejected'],
  ] as const)('%s makes it %s, and says who decided', async (decision, status) => {
    const { journal, review, id } = await given();
    const reviewed = await review(id, decision, grace);
    expect(reviewed).toMatchObject({ status, reviewedBy: 'grace', reviewedAt: isoTime(dawn + 1_000) });
    expect(journal.auditEntries.at(-1)).toMatchObject({ eventType: `feedback.${status}`, userId: 'grace' });
    expect(journal.eventRecords.get('acme r1')?.at(-1)).toMatchObject({
      type: 'feedback.reviewed',
      detail: { feedbackId: id, status, userId: 'grace' },
    });
  });

  it('is taken again, and is one', async () => {
    const { journal, review, id } = await given();
    const first = await review(id, 'accept', grace);
    journal.now += 1_000;
    expect(await review(id, 'accept')).toEqual(first);
    expect(journal.auditEntries).toHaveLength(2);
  });

  it('is not turned round', async () => {
    const { review, id } = await given();
    await review(id, 'accept', grace);
    const error = await rejectionOf(review(id, 'reject'));
    expect(error).toMatchObject({ name: 'FeedbackReviewed', message: expect.stringContaining('is accepted by grace') });
  });

  it('is about what was read: given anew in between, it stays open', async () => {
    const { journal, give, review, id } = await given();
    journal.before('feedback.review', () => {
      journal.now += 1_000;
      return give({ kind: 'should-have-been-escalated', comment: 'It is risky' });
    });
    const error = await rejectionOf(review(id, 'accept'));
    expect(error).toMatchObject({ name: 'FeedbackReviewed', message: expect.stringContaining('given anew') });
    expect(journal.feedbackRecords.get(`acme ${id}`)).toMatchObject({ status: 'open', comment: 'It is risky' });
  });

  it.each(['r1', 'r1-0123456789abcdef0123', 'nobody'])('%s is no feedback', async (id) => {
    const { review } = await given();
    expect((await rejectionOf(review(id, 'accept'))).name).toBe('NotFound');
  });

  it('is for its tenant alone', async () => {
    const { review, id } = await given();
    expect((await rejectionOf(review(id, 'accept', { tenantId: 'other', userId: 'ada' }))).name).toBe('NotFound');
  });
});
