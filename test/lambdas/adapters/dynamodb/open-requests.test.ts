import { ulid } from 'ulid';
import { dawn } from '../../../support/fixtures.ts';
import { useJournals } from '../../../support/journals.ts';

const { tables, aTenant } = useJournals();

describe('in the table alone', () => {
  it('lists the requests that are open, of all tenants, oldest first, behind any number of pages', async () => {
    const { open } = tables();
    const made = Array.from({ length: 900 }, (_, index) => ({
      tenantId: `${aTenant()}#${index % 7}`,
      requestId: ulid(dawn + index * 1_000),
    }));
    for (const key of made) await open.add(key);
    const closed = made.filter((_, index) => index % 9 === 0);
    for (const key of [...closed, ...closed]) await open.remove(key);

    const found: { tenantId: string; requestId: string }[] = [];
    for await (const key of open.madeBefore(dawn + 500_000)) found.push(key);
    const expected = made.slice(0, 500).filter((key) => !closed.includes(key));
    const byId = (a: { requestId: string }, b: { requestId: string }) => (a.requestId < b.requestId ? -1 : 1);
    expect(found.toSorted(byId)).toEqual(expected);
  });
});
