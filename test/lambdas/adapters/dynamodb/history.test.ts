import { isoTime } from '../../../../lambdas/core/clock.ts';
import { recordEvent, type RequestEvent } from '../../../../lambdas/core/events/event.ts';
import { aHandoff, aTask, dawn } from '../../../support/fixtures.ts';
import { useJournals } from '../../../support/journals.ts';

const { journals, aTenant } = useJournals();

describe.each(journals)('the journal $where', ({ journal: open }) => {
  let journal: ReturnType<typeof open>;
  let key: { tenantId: string; requestId: string };
  beforeEach(() => {
    journal = open();
    key = { tenantId: aTenant(), requestId: 'r1' };
  });

  describe('events', () => {
    const tell = (n: number, detail: RequestEvent['detail'] = { n }) =>
      recordEvent(journal, key, { type: 'task.started', at: isoTime(dawn + n), taskId: `t${n}`, attempt: 1, detail });

    it('are listed in the order of what happened, page by page, whatever the order they were told in', async () => {
      for (const n of [3, 1, 4, 0, 2]) await tell(n);
      const first = await journal.eventLog.page(key, { limit: 2 });
      const second = await journal.eventLog.page(key, { after: first.at(-1)?.eventId, limit: 2 });
      const rest = await journal.eventLog.page(key, { after: second.at(-1)?.eventId, limit: 2 });
      expect([first, second, rest].map((page) => page.map(({ taskId }) => taskId))).toEqual([
        ['t0', 't1'],
        ['t2', 't3'],
        ['t4'],
      ]);
      expect(await journal.eventLog.page(key, { after: rest.at(-1)?.eventId, limit: 2 })).toEqual([]);
    });

    it('stay as they were told first', async () => {
      const detail = { nested: { list: [1, 'zwei', null, true] } };
      await tell(1, detail);
      await tell(1, { other: true });
      expect(await journal.eventLog.page(key, { limit: 10 })).toEqual([
        {
          eventId: expect.any(String),
          type: 'task.started',
          at: isoTime(dawn + 1),
          requestId: 'r1',
          taskId: 't1',
          attempt: 1,
          detail,
        },
      ]);
    });

    it('are those of one request of one tenant, and no other records of it', async () => {
      await tell(1);
      await journal.tasks.create(key.tenantId, aTask());
      await journal.handoffs.write(key, aHandoff());
      expect(await journal.eventLog.page(key, { limit: 10 })).toHaveLength(1);
      expect(await journal.eventLog.page({ ...key, requestId: 'r2' }, { limit: 10 })).toEqual([]);
      expect(await journal.eventLog.page({ ...key, tenantId: aTenant() }, { limit: 10 })).toEqual([]);
    });
  });

  describe('handoffs', () => {
    it('are listed in the order they were made, as they were written', async () => {
      const [late, early] = [aHandoff({ at: isoTime(dawn + 9) }), aHandoff({ fromTask: 't0', at: isoTime(dawn) })];
      for (const handoff of [late, early]) await journal.handoffs.write(key, handoff);
      expect(await journal.handoffs.list(key)).toEqual([early, late]);
      expect(await journal.handoffs.list({ ...key, tenantId: aTenant() })).toEqual([]);
    });

    it('are one from a task to another: the last that was written', async () => {
      for (const attempt of [1, 2]) await journal.handoffs.write(key, aHandoff({ attempt }));
      await journal.handoffs.write(key, aHandoff({ taskId: 't3' }));
      const kept = await journal.handoffs.list(key);
      expect(kept.map(({ taskId, attempt }) => [taskId, attempt])).toEqual([
        ['t2', 2],
        ['t3', 1],
      ]);
    });
  });
});
