import type { HandoffRecord } from '../../../lambdas/core/agent/handoff.ts';
import type { HandoffLister, HandoffWriter } from '../../../lambdas/core/task/ports.ts';
import { idOf } from './keys.ts';

export const handoffsIn = (records: Map<string, HandoffRecord>): HandoffWriter & HandoffLister => ({
  write: async (key, handoff) => {
    records.set(`${idOf(key)} ${handoff.fromTask} ${handoff.taskId}`, handoff);
  },
  list: async (key) =>
    [...records.entries()]
      .filter(([id]) => id.startsWith(`${idOf(key)} `))
      .map(([, handoff]) => handoff)
      .sort((a, b) => a.at.localeCompare(b.at)),
});
