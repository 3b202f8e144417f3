import type { Counted, CountedStore } from '../../../lambdas/core/metrics/ports.ts';
import { idOf } from './keys.ts';

export const countedIn = (records: Map<string, Counted>): CountedStore => ({
  read: async (key) => records.get(idOf(key)),
  write: async (key, counted) => {
    if ((records.get(idOf(key))?.version ?? 0) !== counted.version - 1) return false;
    records.set(idOf(key), counted);
    return true;
  },
});
