import { isoTime } from '../../../../lambdas/core/clock.ts';
import { aSession, dawn } from '../../../support/fixtures.ts';
import { seconds, useJournals } from '../../../support/journals.ts';

const { time, tables, journals, aTenant, itemsOf } = useJournals();

describe.each(journals)('the journal $where', ({ journal: open }) => {
  let journal: ReturnType<typeof open>;
  let tenantId: string;
  beforeEach(() => {
    journal = open();
    tenantId = aTenant();
  });

  describe('sessions', () => {
    const session = (changes: Parameters<typeof aSession>[0] = {}) => aSession({ tenantId, ...changes });

    it('are created once, and read by their tenant alone', async () => {
      expect(await journal.sessions.create(session())).toEqual(session());
      expect(await journal.sessions.create(session({ title: 'another' }))).toEqual(session());
      expect(await journal.sessions.read(session())).toEqual(session());
      expect(await journal.sessions.read(session({ tenantId: 'another' }))).toBeUndefined();
    });

    it('are listed for one user, newest first, page by page', async () => {
      for (const sessionId of ['S1', 'S2', 'S3', 'S4', 'S5']) await journal.sessions.create(session({ sessionId }));
      await journal.sessions.create(session({ sessionId: 'S6', userId: 'ada#0' }));
      const page = async (before?: string) =>
        (await journal.sessions.list({ tenantId, userId: 'ada', before, limit: 2 })).map(({ sessionId }) => sessionId);
      expect([await page(), await page('S4'), await page('S2')]).toEqual([['S5', 'S4'], ['S3', 'S2'], ['S1']]);
    });

    it('that are deleted are gone from the list, and say when', async () => {
      await journal.sessions.create(session());
      await journal.sessions.remove(session());
      expect(await journal.sessions.list({ tenantId, userId: 'ada', limit: 10 })).toEqual([]);
      expect(await journal.sessions.read(session())).toEqual({ ...session(), deletedAt: isoTime(dawn) });
    });

    it('that are unknown are not deleted into being', async () => {
      await journal.sessions.remove(session());
      expect(await journal.sessions.read(session())).toBeUndefined();
    });
  });
});

describe('in the table alone', () => {
  it('keeps a deleted session for 30 days, also when it is deleted again', async () => {
    const { sessions } = tables();
    const session = aSession({ tenantId: aTenant() });
    await sessions.create(session);
    await sessions.remove(session);
    time.now = dawn + 86_400_000;
    await sessions.remove(session);
    const [item] = await itemsOf(`T#${encodeURIComponent(session.tenantId)}#S#s1`);
    expect(item).toMatchObject({ deletedAt: isoTime(dawn), expiresAt: seconds(dawn) + 30 * 86_400 });
  });

  it('lets the messages of a deleted conversation go with it', async () => {
    const { sessions, messages } = tables();
    const tenantId = aTenant();
    await sessions.create(aSession({ tenantId }));
    const key = { tenantId, sessionId: 's1' };
    for (const writeId of ['w1', 'w2', 'w3']) {
      await messages.append(key, { writeId, since: isoTime(dawn), role: 'user', text: writeId, author: 'ada' });
    }
    await sessions.remove(key);
    const items = await itemsOf(`T#${encodeURIComponent(tenantId)}#S#s1`);
    expect(items).toHaveLength(4);
    for (const item of items) expect(item).toMatchObject({ expiresAt: seconds(dawn) + 30 * 86_400 });
  });
});
