import type { DeliverableWithdrawer } from '../../../lambdas/core/rollback/ports.ts';
import type { Deliverable, DeliverableReader, DeliverableWriter } from '../../../lambdas/core/task/ports.ts';
import { idOf } from './keys.ts';

export const deliverablesIn = (
  records: Map<string, Deliverable>,
): DeliverableReader & DeliverableWriter & DeliverableWithdrawer => ({
  write: async (key, deliverable) => {
    records.set(`${idOf(key)} ${deliverable.deliverableId}`, deliverable);
  },
  withdraw: async (key, at) => {
    for (const [id, deliverable] of records) {
      const own = id.startsWith(`${idOf(key)} `) && deliverable.taskId === key.taskId && deliverable.undoes !== true;
      if (own) records.set(id, { ...deliverable, withdrawnAt: deliverable.withdrawnAt ?? at });
    }
  },
  read: async (key, deliverableId) => records.get(`${idOf(key)} ${deliverableId}`),
});
