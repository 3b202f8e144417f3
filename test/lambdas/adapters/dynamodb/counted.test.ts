import { useJournals } from '../../../support/journals.ts';

const { journals, aTenant } = useJournals();

describe.each(journals)('the journal $where', ({ journal: open }) => {
  describe('what is counted of a request', () => {
    it('is kept in place of the version before, and of no other', async () => {
      const journal = open();
      const key = { tenantId: aTenant(), requestId: 'r1' };
      const first = { version: 1, mode: 'single', figures: { requests: 1 } } as const;
      const second = { version: 2, mode: 'escalate', figures: { requests: 1, judged: 1 } } as const;
      expect(await journal.counted.read(key)).toBeUndefined();
      expect(await journal.counted.write(key, second)).toBe(false);
      expect(await journal.counted.write(key, first)).toBe(true);
      expect(await journal.counted.write(key, first)).toBe(false);
      expect(await journal.counted.write(key, second)).toBe(true);
      expect(await journal.counted.read(key)).toEqual(second);
      expect(await journal.counted.read({ ...key, tenantId: 'another' })).toBeUndefined();
    });
  });
});
