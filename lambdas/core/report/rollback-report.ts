import type { HandoffRecord } from '../agent/handoff.ts';
import type { RequestRecord } from '../request/request.ts';
import type { TaskRecord } from '../task/task.ts';
import { planReport } from './plan-report.ts';
import { reportOf } from './report.ts';

const endings: Partial<Record<RequestRecord['status'], string>> = {
  cancelled: '✅ Cancelled: what had been done is undone',
  'rolled-back': '✅ Rolled back: what had been done is undone',
  'rollback-failed': '❌ Not everything could be undone: a person has to look at what is named below, or try again',
};

/** What the user reads when a request was undone: why, each task in the order in which it was compensated, and what is left. */
export function rollbackReport(
  request: RequestRecord,
  tasks: readonly TaskRecord[],
  handoffs: readonly HandoffRecord[],
): string {
  const { rollback } = request;
  const report = planReport(reportOf(request, tasks, handoffs));
  if (rollback === undefined) return report;
  const byId = new Map(tasks.map((task) => [task.taskId, task]));
  const line = (how: (task: TaskRecord) => string) => (id: string) => {
    const task = byId.get(id);
    return task === undefined ? `- ${id}` : `- ${id} (${task.agentId}): ${how(task)}`;
  };
  const { compensated = [], dirty = [], left = [] } = rollback;
  const undone = [
    ...compensated.map(line(compensation)),
    ...dirty.map(
      line((task) => `❌ not undone: ${task.compensationError?.message ?? 'its compensation was not tried'}`),
    ),
    ...left.map(line(() => 'left as it is: nothing undoes it')),
  ];
  return [
    [
      '### Rollback',
      endings[request.status] ?? request.status,
      `- Why: ${rollback.cause.message} (${rollback.cause.name})`,
      ...(rollback.failedTask === undefined ? [] : [`- Failed task: ${rollback.failedTask}`]),
      ...(undone.length === 0 ? ['- Nothing had been done that could be undone'] : undone),
    ].join('\n'),
    report,
  ].join('\n\n');
}

function compensation(task: TaskRecord): string {
  return `undone: ${task.compensationResult?.outcome ?? 'what it made is withdrawn'}`;
}
