import { idempotencyKeySchema } from '../../../../lambdas/core/request/submit.ts';
import { ada, aSession } from '../../../support/fixtures.ts';
import { dieAtEveryStep, MemoryJournal } from '../../../support/memory-journal.ts';
import { submit, telnet, textsOf } from '../../../support/submission-run.ts';

const bob = { ...ada, userId: 'bob' };

describe('a submission with a key', () => {
  it('is one request, one conversation, one message and one execution, wherever the first attempt died', async () => {
    const died = await dieAtEveryStep({
      prepare: () => new MemoryJournal(),
      attempt: (journal) => submit(journal, { key: 'k1' }),
      assess: (journal, diedAfter) => {
        const [request] = [...journal.requestRecords.values()];
        expect({ diedAfter, requests: journal.requestRecords.size, sessions: journal.sessionRecords.size }).toEqual({
          diedAfter,
          requests: 1,
          sessions: 1,
        });
        expect(journal.startedExecutions).toEqual([`${request?.requestId}-1`]);
        expect(textsOf(journal)).toEqual([telnet.text]);
        expect([...journal.eventRecords.values()].flat()).toMatchObject([{ type: 'request.received' }]);
        expect([...journal.messageRecords.keys()]).toEqual([`acme ${request?.sessionId}`]);
      },
    });
    expect(died).toBe(8);
  });

  it('sent 50 times at once is one request, and one of them is the first', async () => {
    const journal = new MemoryJournal();
    const all = await Promise.all(Array.from({ length: 50 }, () => submit(journal, { key: 'k1' })));
    expect(new Set(all.map(({ request }) => request.requestId)).size).toBe(1);
    expect(all.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(journal.auditEntries.filter(({ eventType }) => eventType === 'request.submitted')).toHaveLength(1);
    expect(journal.startedExecutions).toHaveLength(1);
    expect(journal.requestRecords.size).toBe(1);
    expect(textsOf(journal)).toEqual([telnet.text]);
  });

  it('sent again later is answered with the request as it is then, and not run again', async () => {
    const journal = new MemoryJournal();
    const { request } = await submit(journal, { key: 'k1' });
    await journal.requests.move(request, { status: 'failed', error: { name: 'ExecutionLost', message: 'gone' } });
    journal.now += 3_600_000;
    const again = await submit(journal, { key: 'k1' });
    expect(again).toMatchObject({ replayed: true, request: { requestId: request.requestId, status: 'failed' } });
    expect(journal.startedExecutions).toHaveLength(1);
  });

  it.each([
    { text: 'Refuse ssh' },
    { priority: 'high' },
    { sessionId: 's1' },
    { timeBoxSeconds: 60 },
    { inject: [{ step: 't1', kind: 'error' }] },
  ])('and another body (%j) is refused, and leaves nothing behind', async (body) => {
    const journal = new MemoryJournal();
    journal.sessionRecords.set('acme s1', aSession());
    await submit(journal, { key: 'k1' });
    await expect(submit(journal, { key: 'k1', body })).rejects.toMatchObject({ name: 'IdempotencyKeyReused' });
    expect(journal.requestRecords.size).toBe(1);
    expect(textsOf(journal)).toEqual([telnet.text]);
  });

  it('does not meet the same key of another tenant or another user', async () => {
    const journal = new MemoryJournal();
    const all = [
      await submit(journal, { key: 'k1' }),
      await submit(journal, { key: 'k1', caller: bob }),
      await submit(journal, { key: 'k1', caller: { ...ada, tenantId: 'globex' } }),
    ];
    expect(all.map(({ replayed }) => replayed)).toEqual([false, false, false]);
    expect(journal.startedExecutions).toHaveLength(3);
  });

  it('does not meet the key of a user whose name ends where the key begins', async () => {
    const journal = new MemoryJournal();
    await submit(journal, { key: 'b#c', caller: { ...ada, userId: 'a' } });
    const other = await submit(journal, { key: 'c', caller: { ...ada, userId: 'a#b' } });
    expect(other).toMatchObject({ replayed: false, request: { userId: 'a#b' } });
  });
});

describe('an idempotency key', () => {
  it.each(['k', 'a#b/%2e', '~'.repeat(128)])('may be %j', (key) => {
    expect(idempotencyKeySchema.safeParse(key).success).toBe(true);
  });

  it.each(['', 'a b', 'a\n', 'é', '~'.repeat(129)])('may not be %j', (key) => {
    expect(idempotencyKeySchema.safeParse(key).success).toBe(false);
  });
});
