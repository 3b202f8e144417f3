import { isoTime } from '../../lambdas/core/clock.ts';
import { compensateTask } from '../../lambdas/core/rollback/compensate-task.ts';
import type { Effect } from '../../lambdas/core/task/effects.ts';
import type { TaskRecord } from '../../lambdas/core/task/task.ts';
import { aRequest, aTask, anAgent, dawn, type ScriptedProvider, scriptedProvider } from './fixtures.ts';
import { MemoryJournal } from './memory-journal.ts';

/** By the present epoch of the request that `beingUndone` makes. */
export const rollbackCall = { schema: 1, tenantId: 'acme', requestId: 'r1', generation: 1, epoch: 1 } as const;

export const rollbackCause = { name: 'PlanIncomplete', message: 't2 failed' };

/** A request that began to be undone at dawn, with these tasks; they are withdrawn unless they say otherwise. */
export function beingUndone(...tasks: Partial<TaskRecord>[]): MemoryJournal {
  const journal = new MemoryJournal();
  const rollback = { cause: rollbackCause, startedAt: isoTime(dawn), run: 0 };
  journal.requestRecords.set('acme r1', aRequest({ status: 'rolling-back', epoch: 1, rollback }));
  for (const changes of tasks) {
    const task = aTask({ compensation: { withdraw: true }, ...changes });
    journal.taskRecords.set(`acme r1 ${task.taskId}`, task);
  }
  return journal;
}

/** Compensates a task of that request; `told` gets what the ledger outside is told. */
export function compensate(
  journal: MemoryJournal,
  of: { taskId?: string; provider?: ScriptedProvider; told?: Effect[]; agentId?: string; deadline?: number } = {},
) {
  const ports = journal.with({
    agent: anAgent({ id: of.agentId ?? 'network-expert' }),
    provider: of.provider ?? scriptedProvider(),
    effects: { tell: async (effect: Effect) => void of.told?.push(effect) },
    contextOf: async () => ({ history: [], priorWork: [] }),
    signalAt: () => new AbortController().signal,
  });
  const deadline = of.deadline ?? dawn + 300_000;
  return compensateTask(ports, { ...rollbackCall, taskId: of.taskId ?? 't1', action: 'compensate', deadline });
}
