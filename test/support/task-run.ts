import { readContext } from '../../lambdas/core/agent/context.ts';
import type { AgentCall } from '../../lambdas/core/task/call.ts';
import type { Source } from '../../lambdas/core/task/hand-over.ts';
import { runTask } from '../../lambdas/core/task/run-task.ts';
import type { TaskRecord } from '../../lambdas/core/task/task.ts';
import {
  aRegistry,
  aRequest,
  aResultBody,
  aTask,
  anAgent,
  anAgentCall,
  type ScriptedProvider,
  scriptedProvider,
} from './fixtures.ts';
import { MemoryJournal } from './memory-journal.ts';

/** What a model may have used. */
export const usage = { inputTokens: 100, outputTokens: 40, costUsd: 0.002 };

/** A request under way, with its task written. */
export function routed(
  task: Partial<TaskRecord> | undefined = {},
  request: Parameters<typeof aRequest>[0] = {},
): MemoryJournal {
  const journal = new MemoryJournal();
  journal.requestRecords.set('acme r1', aRequest({ status: 'running', ...request }));
  journal.taskRecords.set('acme r1 t1', aTask(task));
  return journal;
}

/** One attempt at a task. */
export function run(
  journal: MemoryJournal,
  of: { provider?: ScriptedProvider; call?: Partial<AgentCall>; agent?: ReturnType<typeof anAgent> } = {},
) {
  const ports = journal.with({
    agent: of.agent ?? anAgent(),
    provider: of.provider ?? scriptedProvider(),
    contextOf: (request: Parameters<typeof readContext>[1], task: TaskRecord, sources: readonly Source[]) =>
      readContext(Object.assign(journal, { registry: aRegistry() }), request, task, sources),
    signalAt: () => new AbortController().signal,
  });
  return runTask(ports, anAgentCall(of.call));
}

export const task = (journal: MemoryJournal) => journal.taskRecords.get('acme r1 t1');
export const audited = (journal: MemoryJournal) => journal.auditEntries.map(({ eventType }) => eventType);

/** The ids of deliverables that the task's result names, with the text that is kept under each. */
export function referenced(journal: MemoryJournal) {
  return (task(journal)?.result?.deliverables ?? []).map(
    ({ id }) => journal.deliverableRecords.get(`acme r1 ${id}`)?.content,
  );
}

/** A result with one deliverable of these words. */
export const withContent = (content: string) =>
  aResultBody({ deliverables: [{ title: 'Rule', kind: 'runbook', content }] });
