import type { IdempotencyEntry, IdempotencyStore } from '../../../lambdas/core/request/ports.ts';

export const idempotencyIn = (keys: Map<string, IdempotencyEntry>): IdempotencyStore => ({
  claim: async (tenantId, key, entry) => {
    const kept = keys.get(`${tenantId} ${key}`) ?? entry;
    keys.set(`${tenantId} ${key}`, kept);
    return kept;
  },
});
