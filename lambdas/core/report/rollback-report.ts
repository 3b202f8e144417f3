import { firstOf, shareRoom } from '../text/markdown.ts';
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

/** How long what compensations say, and their list, may be, characters: the reply is kept in the request's item. */
const room = { outcomes: 40_000, lines: 60_000 };

/** What the user reads when a request was undone: why, each task in the order in which it was compensated, and what is left. */
export function rollbackReport(
  request: RequestRecord,
  tasks: readonly TaskRecord[],
  handoffs: readonly HandoffRecord[],
): string {
  const { rollback } = request;
  const report = planReport(reportOf(request, tasks, handoffs));
  if (rollback === undefined) return report;
  const undone = whatBecameOf(rollback, tasks);
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

/** What needs a person first: what stayed dirty, what nothing undoes, then what was compensated, in that order. */
function whatBecameOf(rollback: NonNullable<RequestRecord['rollback']>, tasks: readonly TaskRecord[]): string[] {
  const { compensated = [], dirty = [], left = [] } = rollback;
  const byId = new Map(tasks.map((task) => [task.taskId, task]));
  const ids = [...dirty, ...left, ...compensated];
  const said = shareRoom(
    ids.map((id) => {
      const task = byId.get(id);
      if (task?.status === 'compensated') return task.compensationResult?.outcome ?? 'what it made is withdrawn';
      return task?.compensationError?.message ?? 'its compensation was not tried';
    }),
    room.outcomes,
  );
  const lines = ids.map((id, at) => {
    const how = left.includes(id)
      ? `left as it is: ${byId.get(id)?.irreversible ?? 'nothing undoes it'}`
      : `${dirty.includes(id) ? '❌ not undone' : 'undone'}: ${said[at]}`;
    return `- ${id} (${byId.get(id)?.agentId ?? 'unknown'}): ${how}`;
  });
  return firstOf(lines, room.lines, (count) => `- and ${count} more; each task says how it was undone`);
}
