import type { Deliverable, DeliverableReader, DeliverableWriter } from '../../../lambdas/core/task/ports.ts';
import { idOf } from './keys.ts';

export const deliverablesIn = (records: Map<string, Deliverable>): DeliverableReader & DeliverableWriter => ({
  write: async (key, deliverable) => {
    records.set(`${idOf(key)} ${deliverable.deliverableId}`, deliverable);
  },
  read: async (key, deliverableId) => records.get(`${idOf(key)} ${deliverableId}`),
});
