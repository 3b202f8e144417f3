import { isoTime } from '../../../../lambdas/core/clock.ts';
import {
  feedbackKinds,
  feedbackPlace,
  type FeedbackRecord,
  feedbackStatuses,
} from '../../../../lambdas/core/feedback/feedback.ts';
import { aFeedback, dawn } from '../../../support/fixtures.ts';
import { useJournals } from '../../../support/journals.ts';

const { journals, aTenant } = useJournals();
const review = { status: 'accepted', by: 'grace', at: isoTime(dawn) } as const;

describe.each(journals)('the journal $where', ({ journal: open }) => {
  let journal: ReturnType<typeof open>;
  let tenantId: string;
  beforeEach(() => {
    journal = open();
    tenantId = aTenant();
  });
  const feedback = (changes: Partial<FeedbackRecord> = {}) => aFeedback({ tenantId, ...changes });
  const all = { kinds: feedbackKinds, statuses: feedbackStatuses };

  describe('feedback', () => {
    it('is read as it was written, and only by its tenant', async () => {
      await journal.feedback.put(feedback());
      expect(await journal.feedback.read(feedback())).toEqual(feedback());
      expect(await journal.feedback.read(feedback({ tenantId: 'another' }))).toBeUndefined();
      expect(await journal.feedback.ofRequest(feedback())).toEqual([feedback()]);
      expect(await journal.feedback.ofRequest(feedback({ tenantId: 'another' }))).toEqual([]);
    });

    it('is decided once, and only as it was read', async () => {
      await journal.feedback.put(feedback());
      expect(await journal.feedback.review(feedback({ givenAt: isoTime(dawn + 1) }), review)).toBeUndefined();
      const reviewed = { ...feedback(), status: 'accepted', reviewedBy: 'grace', reviewedAt: isoTime(dawn) };
      expect(await journal.feedback.review(feedback(), review)).toEqual(reviewed);
      expect(await journal.feedback.review(feedback(), { ...review, status: 'rejected' })).toBeUndefined();
      expect(await journal.feedback.read(feedback())).toEqual(reviewed);
    });

    it('given anew is not what was decided on, and is listed once', async () => {
      await journal.feedback.put(feedback());
      await journal.feedback.review(feedback(), review);
      const anew = feedback({ givenAt: isoTime(dawn + 5), comment: 'still' });
      await journal.feedback.put(anew);
      expect(await journal.feedback.list({ tenantId, ...all, limit: 10 })).toEqual([anew]);
    });

    it('is listed newest first across kinds and statuses, page by page, none twice and none left out', async () => {
      const records = Array.from({ length: 23 }, (_, index) =>
        feedback({
          feedbackId: `r${index % 3}-${String(index).padStart(20, '0')}`,
          requestId: `r${index % 3}`,
          kind: feedbackKinds[index % 5] ?? 'rating',
          givenAt: isoTime(dawn + Math.floor(index / 2)),
        }),
      );
      for (const record of records) await journal.feedback.put(record);
      for (const record of records.filter((_, index) => index % 4 === 0)) await journal.feedback.review(record, review);
      const seen: string[] = [];
      for (let before: string | undefined; ;) {
        const page = await journal.feedback.list({ tenantId, ...all, before, limit: 4 });
        const last = page.at(-1);
        if (last === undefined) break;
        seen.push(...page.map(feedbackPlace));
        before = feedbackPlace(last);
      }
      expect(seen).toEqual(records.map(feedbackPlace).sort().toReversed());
      const ratings = await journal.feedback.list({ tenantId, kinds: ['rating'], statuses: ['open'], limit: 100 });
      const expected = records.filter(({ kind }, index) => kind === 'rating' && index % 4 !== 0);
      expect(ratings.map(feedbackPlace)).toEqual(expected.map(feedbackPlace).toReversed());
      expect(await journal.feedback.list({ tenantId: 'another', ...all, limit: 10 })).toEqual([]);
    });
  });
});
