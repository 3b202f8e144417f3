import { createDocumentClient, Table } from '../../../../lambdas/adapters/dynamodb/table.ts';
import { startJournalTable } from '../../../support/dynamodb.ts';
import { startScriptedAws, useLocalAws } from '../../../support/local-aws.ts';
import { rejectionOf } from '../../../support/memory-journal.ts';

let store: Awaited<ReturnType<typeof startJournalTable>>;
beforeEach(async () => {
  store = await startJournalTable();
});
afterEach(async () => store.close());

const key = { pk: 'p', sk: 's' };

it('puts a new item once', async () => {
  expect(await store.table.putNew({ ...key, text: 'first' })).toBe(true);
  expect(await store.table.putNew({ ...key, text: 'second' })).toBe(false);
  expect(await store.table.get(key)).toEqual({ ...key, text: 'first' });
});

it('puts over what is there', async () => {
  await store.table.put({ ...key, text: 'first' });
  await store.table.put({ ...key, other: 'second', absent: undefined });
  expect(await store.table.get(key)).toEqual({ ...key, other: 'second' });
});

it('finds nothing where nothing is', async () => {
  expect(await store.table.get(key)).toBeUndefined();
});

it('answers an update with the whole item, and a refused one with nothing', async () => {
  const update = { expression: 'SET #status = :new', names: { '#status': 'status' } };
  expect(await store.table.update(key, { ...update, values: { ':new': 'a' } })).toEqual({ ...key, status: 'a' });
  const refused = await store.table.update(key, {
    ...update,
    condition: '#status = :old',
    values: { ':new': 'c', ':old': 'b' },
  });
  expect(refused).toBeUndefined();
  expect(await store.table.get(key)).toEqual({ ...key, status: 'a' });
});

it('reads as many items as were asked for, also when they are more than DynamoDB gives at a time', async () => {
  for (let n = 10; n < 30; n += 1) await store.table.put({ pk: 'p', sk: `s${n}`, text: 'x'.repeat(100_000) });
  const query = { condition: 'pk = :pk', values: { ':pk': 'p' } };
  expect(await store.table.query({ ...query, limit: 50 })).toHaveLength(20);
  const last = await store.table.query({ ...query, limit: 15, descending: true });
  expect(last.map(({ sk }) => sk)).toEqual(Array.from({ length: 15 }, (_, n) => `s${29 - n}`));
});

it('names no limit where all are wanted: on disk, and on AWS, a limit has 32 bits', async () => {
  const aws = await startScriptedAws();
  useLocalAws('DYNAMODB', aws.endpoint);
  aws.next({ Items: [] });
  await new Table(createDocumentClient(), 'journal').query({ condition: 'pk = :pk', values: { ':pk': 'p' } });
  await aws.close();
  expect(aws.calls).toMatchObject([{ target: 'DynamoDB_20120810.Query', body: { TableName: 'journal' } }]);
  expect(aws.calls[0]?.body).not.toHaveProperty('Limit');
});

it('says that the store is unavailable when nobody answers, by a name that is worth a retry', async () => {
  await store.close();
  const calls = [
    store.table.get(key),
    store.table.putNew(key),
    store.table.put(key),
    store.table.update(key, { expression: 'ADD n :one', values: { ':one': 1 } }),
    store.table.query({ condition: 'pk = :pk', values: { ':pk': 'p' }, limit: 1 }),
  ];
  for (const error of await Promise.all(calls.map(rejectionOf))) {
    expect(error).toMatchObject({ name: 'StoreUnavailable', kind: { retry: true }, cause: expect.any(Error) });
  }
});
