import { isoTime } from '../../../../lambdas/core/clock.ts';
import { canMove, requestStatuses } from '../../../../lambdas/core/request/status.ts';
import { aRequest, aRoute, aVerification, dawn, movableStatuses } from '../../../support/fixtures.ts';
import { useJournals } from '../../../support/journals.ts';

const { tables, journals, aTenant } = useJournals();
const failure = { name: 'ModelRejected', message: 'the key is wrong' };

describe.each(journals)('the journal $where', ({ journal: open }) => {
  let journal: ReturnType<typeof open>;
  let tenantId: string;
  beforeEach(() => {
    journal = open();
    tenantId = aTenant();
  });
  const request = (changes: Parameters<typeof aRequest>[0] = {}) => aRequest({ tenantId, ...changes });

  describe('requests', () => {
    it('are read as they were written, and only by their tenant', async () => {
      const record = request({ text: 'Größe 漢字 😀 "quoted"\n', route: aRoute() });
      expect(await journal.requests.create(record)).toEqual(record);
      expect(await journal.requests.read(record)).toEqual(record);
      expect(await journal.requests.read({ tenantId: 'another', requestId: 'r1' })).toBeUndefined();
    });

    it('are created once; the first record stays', async () => {
      await journal.requests.create(request());
      const second = await journal.requests.create(request({ text: 'another' }));
      expect(second.text).toBe(request().text);
    });

    it('move exactly where their status allows', async () => {
      for (const from of requestStatuses) {
        for (const to of movableStatuses) {
          const requestId = `${from}-${to}`;
          await journal.requests.create(request({ requestId, status: from }));
          const moved = await journal.requests.move({ tenantId, requestId }, { status: to });
          const stored = await journal.requests.read({ tenantId, requestId });
          expect([requestId, moved?.status, stored?.status]).toEqual([
            requestId,
            ...(canMove(from, to) ? [to, to] : [undefined, from]),
          ]);
        }
      }
    });

    it('keep their checklist after their end, as long as they are of its epoch', async () => {
      const ended = request({ status: 'succeeded', verification: aVerification({ told: 'no' }) });
      await journal.requests.create(ended);
      expect(await journal.requests.verify(ended, aVerification())).toEqual({
        ...ended,
        verification: aVerification(),
      });
      expect(await journal.requests.verify({ ...ended, epoch: 1 }, aVerification({ told: 'no' }))).toBeUndefined();
      expect((await journal.requests.read(ended))?.verification).toEqual(aVerification());
    });

    it('take on what a move brings, lose what it takes away, and say when they ended', async () => {
      const question = { questionId: 'r1-q1', text: 'Which?', askedAt: isoTime(dawn), expiresAt: isoTime(dawn) };
      await journal.requests.create(request());
      const waiting = { status: 'waiting', question, route: aRoute(), executionArn: 'arn' } as const;
      expect(await journal.requests.move(request(), waiting)).toMatchObject(waiting);
      const ended = await journal.requests.move(request(), {
        status: 'failed',
        question: null,
        reply: 'No.',
        error: failure,
      });
      expect(ended).toMatchObject({
        status: 'failed',
        route: aRoute(),
        reply: 'No.',
        error: failure,
        updatedAt: isoTime(dawn),
      });
      expect(ended?.endedAt).toBe(isoTime(dawn));
      expect(ended).not.toHaveProperty('question');
      expect(await journal.requests.read(request())).toEqual(ended);
    });

    it('move, where only that is wanted, as long as they wait on that question', async () => {
      const question = (n: number) => ({
        questionId: `r1-q${n}`,
        text: 'Which?',
        askedAt: isoTime(dawn),
        expiresAt: isoTime(dawn),
      });
      const answered = () =>
        journal.requests.move(request(), { status: 'running', question: null }, { asking: 'r1-q1' });
      await journal.requests.create(request());
      expect(await answered()).toBeUndefined();
      await journal.requests.move(request(), { status: 'waiting', question: question(1) });
      expect(await answered()).toMatchObject({ status: 'running' });
      await journal.requests.move(request(), { status: 'waiting', question: question(2) });
      expect(await answered()).toBeUndefined();
      expect(await journal.requests.move(request(), { status: 'waiting', question: question(1) })).toBeUndefined();
      expect(await journal.requests.read(request())).toMatchObject({ status: 'waiting', question: question(2) });
      expect(await journal.requests.move(request(), { status: 'waiting', question: question(2) })).toBeDefined();
      expect(await journal.requests.move(request(), { status: 'waiting', question: question(3) })).toBeDefined();
    });

    it('that are unknown do not move, and do not come into being by it', async () => {
      expect(await journal.requests.move(request(), { status: 'running' })).toBeUndefined();
      expect(await journal.requests.read(request())).toBeUndefined();
    });

    it('count completions without a gap, however many at once', async () => {
      await journal.requests.create(request());
      const all = await Promise.all(Array.from({ length: 20 }, () => journal.requests.next(request())));
      expect(all.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
      expect(await journal.requests.read(request())).toEqual(request());
    });

    it('are listed newest first across statuses, page by page, none twice and none left out', async () => {
      const ids = Array.from({ length: 37 }, (_, index) => `R${String(index).padStart(4, '0')}`);
      const statuses = ['received', 'running', 'waiting', 'failed'] as const;
      for (const [index, requestId] of ids.entries()) {
        await journal.requests.create(request({ requestId, status: statuses[index % 4] ?? 'received' }));
      }
      const seen: string[] = [];
      for (let before: string | undefined; ;) {
        const page = await journal.requests.list({ tenantId, statuses: requestStatuses, before, limit: 5 });
        seen.push(...page.map(({ requestId }) => requestId));
        before = page.at(-1)?.requestId;
        if (before === undefined) break;
        expect(page.length).toBeLessThanOrEqual(5);
      }
      expect(seen).toEqual(ids.toReversed());
      const open = await journal.requests.list({ tenantId, statuses: ['running', 'waiting'], limit: 100 });
      expect(open.map(({ requestId }) => requestId)).toEqual(
        ids.filter((_, i) => i % 4 === 1 || i % 4 === 2).toReversed(),
      );
    });

    it('are listed under the status they have come to, and for their tenant alone', async () => {
      await journal.requests.create(request());
      await journal.requests.move(request(), { status: 'running' });
      const listed = async (of: string, status: (typeof requestStatuses)[number]) =>
        (await journal.requests.list({ tenantId: of, statuses: [status], limit: 10 })).length;
      expect(await listed(tenantId, 'received')).toBe(0);
      expect(await listed(tenantId, 'running')).toBe(1);
      expect(await listed('another', 'running')).toBe(0);
    });
  });
});

describe('in the table alone', () => {
  it('lists no request less because others are large', async () => {
    const { requests } = tables();
    const tenantId = aTenant();
    const ids = Array.from({ length: 100 }, (_, index) => `R${String(index).padStart(4, '0')}`);
    for (const requestId of ids) await requests.create(aRequest({ tenantId, requestId, text: '漢'.repeat(20_000) }));
    const first = await requests.list({ tenantId, statuses: ['received'], limit: 100 });
    expect(first.map(({ requestId }) => requestId)).toEqual(ids.toReversed());
  });
});
