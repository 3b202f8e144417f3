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

  it('gives an idempotency key to one of many that claim it', async () => {
    const entry = (index: number) => ({ requestId: `r${index}`, sessionId: `s${index}`, bodyHash: 'h' });
    const claims = Array.from({ length: 20 }, (_, index) =>
      journal.idempotency.claim(tenantId, 'ada k/1#%', entry(index)),
    );
    const all = await Promise.all(claims);
    expect(new Set(all.map(({ requestId }) => requestId)).size).toBe(1);
    const winner = Number(all[0]?.requestId.slice(1));
    expect(await journal.idempotency.claim(tenantId, 'ada k/1#%', entry(99))).toMatchObject(entry(winner));
    expect(await journal.idempotency.claim('another', 'ada k/1#%', entry(99))).toMatchObject(entry(99));
    expect(await journal.idempotency.claim(tenantId, 'ada k/1', entry(98))).toMatchObject(entry(98));
  });
});

describe('in the table alone', () => {
  it('takes an idempotency key for free a day later, also while the old entry is still there', async () => {
    const { idempotency } = tables();
    const tenantId = aTenant();
    const entry = (index: number) => ({ requestId: `r${index}`, sessionId: `s${index}`, bodyHash: 'h' });
    await idempotency.claim(tenantId, 'k', entry(1));
    time.now = dawn + 86_400_000;
    expect(await idempotency.claim(tenantId, 'k', entry(2))).toMatchObject(entry(1));
    time.now += 1_000;
    expect(await idempotency.claim(tenantId, 'k', entry(3))).toMatchObject(entry(3));
  });
});
