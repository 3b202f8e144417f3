import * as fc from 'fast-check';
import * as keys from '../../../../lambdas/adapters/dynamodb/keys.ts';

/** Names as tokens may hold them, and above all such as look like keys. */
const name = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom('#', '/', '%', 'T', 'S', 'R', '2', '3', 'a', '😀', 'é', '.'),
    minLength: 1,
    maxLength: 8,
  }),
);
const id = fc.string({ unit: fc.constantFrom('a', 'B', '7', '_', '-'), minLength: 1, maxLength: 8 });

const partitions = {
  session: (tenant: string, of: string) => keys.sessionPk(tenant, of),
  request: (tenant: string, of: string) => keys.requestPk(tenant, of),
  pending: (tenant: string, of: string) => keys.pendingPk(tenant, of),
  audit: (tenant: string, of: string) => keys.auditPk(tenant, of, 0),
  metrics: (tenant: string, of: string) => keys.metricsPk(tenant, 'agent', of),
  requests: (tenant: string, of: string) => keys.requestListPk(tenant, of, 0),
  feedback: (tenant: string, of: string) => keys.feedbackListPk(tenant, 'rating', of),
};
const partition = fc.constantFrom(...(Object.keys(partitions) as (keyof typeof partitions)[]));

it('keeps what is of two tenants, of two kinds or of two ids in different partitions', () => {
  fc.assert(
    fc.property(partition, name, id, partition, name, id, (kind, tenant, of, otherKind, otherTenant, other) => {
      const same = kind === otherKind && tenant === otherTenant && of === other;
      expect(partitions[kind](tenant, of) === partitions[otherKind](otherTenant, other)).toBe(same);
    }),
    { numRuns: 2_000 },
  );
});

it.each([
  ['idempotency keys', keys.idempotencyPk],
  ['lists of sessions', keys.sessionListPk],
])('keeps the %s of two tenants and of two users apart, whatever their names are', (_, partitionOf) => {
  fc.assert(
    fc.property(name, name, name, name, (tenant, user, otherTenant, other) => {
      const same = tenant === otherTenant && user === other;
      expect(partitionOf(tenant, user) === partitionOf(otherTenant, other)).toBe(same);
    }),
    { numRuns: 2_000 },
  );
});

it('lets no tenant reach the partition of another, nor the list of tenants, by what follows its name', () => {
  fc.assert(
    fc.property(name, name, id, (tenant, other, of) => {
      fc.pre(tenant !== other);
      const key = keys.requestPk(tenant, of);
      expect(key.startsWith(`T#${encodeURIComponent(other)}#`)).toBe(false);
      expect(key.startsWith('TENANTS#')).toBe(false);
      expect(key.split('#')).toHaveLength(4);
    }),
  );
});

it('has room for a thousand million messages in their order', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999_999_999 }), fc.integer({ min: 1, max: 999_999_999 }), (one, other) => {
      expect(keys.messageSk(one) < keys.messageSk(other)).toBe(one < other);
    }),
  );
});

it('spreads ids over all shards, and the same id always into the same', () => {
  const counts = new Map<number, number>();
  for (let index = 0; index < 4_000; index += 1) {
    const shard = keys.shardOf(`01JQ0000000000000000${index}`);
    expect(keys.shardOf(`01JQ0000000000000000${index}`)).toBe(shard);
    counts.set(shard, (counts.get(shard) ?? 0) + 1);
  }
  expect(new Set(counts.keys())).toEqual(new Set([0, 1, 2, 3]));
  expect(Math.min(...counts.values())).toBeGreaterThan(500);
});

it('gives the time to live in whole seconds', () => {
  expect(keys.expiresAt(1_999, keys.retention.idempotencyKey)).toBe(86_401);
});
