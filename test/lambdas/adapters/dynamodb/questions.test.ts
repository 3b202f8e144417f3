import { isoTime } from '../../../../lambdas/core/clock.ts';
import { dawn } from '../../../support/fixtures.ts';
import { useJournals } from '../../../support/journals.ts';

const { journals, aTenant } = useJournals();

describe.each(journals)('the journal $where', ({ journal: open }) => {
  let journal: ReturnType<typeof open>;
  let tenantId: string;
  beforeEach(() => {
    journal = open();
    tenantId = aTenant();
  });

  describe('questions', () => {
    const question = (changes = {}) => ({
      questionId: 'r1-q1',
      requestId: 'r1',
      text: 'Which switch?',
      token: 'token-1',
      askedAt: isoTime(dawn),
      expiresAt: isoTime(dawn + 86_400_000),
      ...changes,
    });

    it('are kept with their token, for their tenant', async () => {
      expect(await journal.questions.ask(tenantId, question())).toEqual(question());
      expect(await journal.questions.read(tenantId, 'r1-q1')).toEqual(question());
      expect(await journal.questions.read('another', 'r1-q1')).toBeUndefined();
    });

    it('asked again have the newer token and keep their answer', async () => {
      await journal.questions.ask(tenantId, question());
      await journal.questions.answer(tenantId, 'r1-q1', 'Rack 4', 'ada');
      const again = await journal.questions.ask(tenantId, question({ token: 'token-2' }));
      expect(again).toEqual(question({ token: 'token-2', answer: 'Rack 4', answeredBy: 'ada' }));
    });

    it('keep the newer token when an attempt that was overtaken asks late', async () => {
      const later = { token: 'token-2', askedAt: isoTime(dawn + 5_000) };
      await journal.questions.ask(tenantId, question(later));
      expect(await journal.questions.ask(tenantId, question())).toMatchObject(later);
      expect(await journal.questions.read(tenantId, 'r1-q1')).toMatchObject(later);
    });

    it('keep the first answer', async () => {
      await journal.questions.ask(tenantId, question());
      const answers = ['Rack 4', 'Rack 5', 'Rack 6'].map((text, index) =>
        journal.questions.answer(tenantId, 'r1-q1', text, `user-${index}`),
      );
      const all = await Promise.all(answers);
      expect(new Set(all.map((one) => `${one?.answer} ${one?.answeredBy}`)).size).toBe(1);
      expect(await journal.questions.read(tenantId, 'r1-q1')).toEqual(all[0]);
    });

    it('that were never asked cannot be answered', async () => {
      expect(await journal.questions.answer(tenantId, 'r1-q9', 'Rack 4', 'ada')).toBeUndefined();
      expect(await journal.questions.read(tenantId, 'r1-q9')).toBeUndefined();
    });
  });
});
