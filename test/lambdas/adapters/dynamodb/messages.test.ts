import { isoTime } from '../../../../lambdas/core/clock.ts';
import { dawn } from '../../../support/fixtures.ts';
import { useJournals } from '../../../support/journals.ts';

const { time, tables, journals, aTenant } = useJournals();

describe.each(journals)('the journal $where', ({ journal: open }) => {
  let journal: ReturnType<typeof open>;
  let tenantId: string;
  beforeEach(() => {
    journal = open();
    tenantId = aTenant();
  });

  describe('messages', () => {
    const draft = (writeId: string, text = writeId) => ({
      writeId,
      since: isoTime(dawn),
      role: 'user' as const,
      text,
      author: 'ada',
      requestId: 'r1',
    });
    const key = () => ({ tenantId, sessionId: 's1' });

    it('are numbered from 1, and kept once for each intent', async () => {
      const first = await journal.messages.append(key(), draft('w1', 'hello'));
      await journal.messages.append(key(), draft('w2'));
      const again = await journal.messages.append(key(), draft('w1', 'hello'));
      expect(first).toMatchObject({ seq: 1, text: 'hello', author: 'ada', role: 'user', createdAt: isoTime(dawn) });
      expect(again).toEqual(first);
      expect((await journal.messages.last(key(), 10)).map(({ seq }) => seq)).toEqual([1, 2]);
    });

    it('of 10 writers with 10 messages each have no gap, no loss and the order of each writer', async () => {
      const writers = Array.from({ length: 10 }, (_, index) => index);
      await Promise.all(
        writers.map(async (writer) => {
          for (let n = 0; n < 10; n += 1) {
            const name = `w${writer}.${n}`;
            // Every fifth is sent twice at once, as a retry that overtakes its first attempt.
            await Promise.all(
              Array.from({ length: n % 5 === 0 ? 2 : 1 }, () => journal.messages.append(key(), draft(name))),
            );
          }
        }),
      );
      const kept = await journal.messages.page(key(), { after: 0, limit: 1_000 });
      expect(kept.map(({ seq }) => seq)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
      for (const writer of writers) {
        const own = kept.filter(({ text }) => text.startsWith(`w${writer}.`)).map(({ text }) => text);
        expect(own).toEqual(Array.from({ length: 10 }, (_, n) => `w${writer}.${n}`));
      }
    });

    it('are found again behind any number of others', async () => {
      const first = await journal.messages.append(key(), draft('w0'));
      for (let n = 1; n <= 65; n += 1) await journal.messages.append(key(), draft(`w${n}`));
      expect(await journal.messages.append(key(), draft('w0'))).toEqual(first);
    });

    it('are found again, and read whole, however long they are', async () => {
      const long = '漢'.repeat(20_000);
      const first = await journal.messages.append(key(), draft('w0', long));
      for (let n = 1; n <= 22; n += 1) await journal.messages.append(key(), draft(`w${n}`, long));
      expect(await journal.messages.append(key(), draft('w0', long))).toEqual(first);
      expect(await journal.messages.last(key(), 23)).toHaveLength(23);
      expect(await journal.messages.page(key(), { after: 0, limit: 23 })).toHaveLength(23);
    });

    it('are read from the end, oldest first, and from any number on', async () => {
      for (let n = 1; n <= 7; n += 1) await journal.messages.append(key(), draft(`w${n}`));
      expect((await journal.messages.last(key(), 3)).map(({ seq }) => seq)).toEqual([5, 6, 7]);
      expect((await journal.messages.page(key(), { after: 2, limit: 3 })).map(({ seq }) => seq)).toEqual([3, 4, 5]);
      expect(await journal.messages.page(key(), { after: 7, limit: 3 })).toEqual([]);
      expect(await journal.messages.last({ ...key(), tenantId: 'another' }, 3)).toEqual([]);
    });
  });
});

describe('in the table alone', () => {
  it('looks back no further than the writer can have written', async () => {
    const { messages } = tables();
    const key = { tenantId: aTenant(), sessionId: 's1' };
    const draft = { writeId: 'w', since: isoTime(dawn), role: 'user' as const, text: 'old', author: 'ada' };
    time.now = dawn - 86_400_000;
    for (let n = 1; n <= 25; n += 1)
      await messages.append(key, { ...draft, writeId: `old${n}`, since: isoTime(time.now) });
    time.now = dawn;
    expect(await messages.append(key, draft)).toMatchObject({ seq: 26 });
    expect(await messages.append(key, draft)).toMatchObject({ seq: 26 });
  });
});
