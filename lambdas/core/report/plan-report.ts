import { firstOf, shareRoom } from '../agent/offline/markdown.ts';
import type { RequestRecord } from '../request/request.ts';
import { sessionTitle } from '../session/session.ts';
import { isPlanning, isWork, type TaskRecord, type TaskStatus } from '../task/task.ts';
import { combinedIn } from './combined.ts';

const marks: Record<TaskStatus, string> = {
  waiting: '⏳ Not started',
  started: '⏳ Under way',
  completed: '✅ Complete',
  failed: '❌ Failed',
  skipped: '⏭️ Skipped',
  fenced: '❌ Stopped',
  compensated: '↩️ Undone',
  dirty: '❌ Could not be undone',
};

/** How long what tasks say may be in it, characters: the report is kept in the request's item, whatever a plan's size. */
const room = { outputs: 40_000, deliverables: 20_000, nextSteps: 10_000 };

/**
 * What became of a plan: all of it in a summary where somebody combined the results, who was called with what outcome, what
 * passed from one to the next, what there is, what is left to do.
 */
export function planReport(request: RequestRecord, tasks: readonly TaskRecord[]): string {
  const own = tasks.filter(isWork);
  const combined = combinedIn(request, tasks);
  const [planned, planning] = [own.filter((task) => !isPlanning(task)), own.filter(isPlanning)];
  // Whoever made the plan comes first, and is none of its tasks.
  const work = [...planning, ...planned];
  const lacking = planned.filter(({ status }) => status !== 'completed');
  const made = [combined, ...work].flatMap(({ result }) => result?.deliverables ?? []);
  // Whoever combines the results names each step once; what nobody accepted replaces nothing.
  const digest = combined.accepted ? (combined.result?.nextSteps ?? []) : [];
  const next = digest.length > 0 ? digest : [...new Set(work.flatMap(({ result }) => result?.nextSteps ?? []))];
  return [
    `## ${lacking.length === 0 ? 'Complete' : 'Incomplete'}: ${sessionTitle(request.text)}`,
    section('Summary', combined.result === undefined ? [] : [combined.result.outcome]),
    section('Agents invoked', invoked(work)),
    section('Integration points', integrations(work)),
    section('Final status', [
      lacking.length === 0
        ? `✅ ${planned.length === 1 ? 'The task is' : `All ${planned.length} tasks`} completed`
        : `❌ ${planned.length - lacking.length} of ${planned.length} tasks completed; ${lacking.map(({ taskId, status }) => `${taskId} ${status}`).join(', ')}`,
      ...combined.verdict,
    ]),
    section(
      'Deliverables',
      firstOf(
        made.map(({ id, title }) => `- ${title}: /v1/requests/${request.requestId}/deliverables/${id}`),
        room.deliverables,
        (count) => `- and ${count} more, with the tasks that made them`,
      ),
    ),
    section(
      'Next steps',
      firstOf(
        next.map((step) => `- ${step}`),
        room.nextSteps,
        (count) => `- and ${count} more, with the tasks that ask for them`,
      ),
    ),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [`### ${title}`, ...lines].join('\n');
}

function invoked(work: readonly TaskRecord[]): string[] {
  const outputs = shareRoom(
    work.map(({ result, error }) => result?.outcome ?? error?.message ?? 'what it builds on was not completed'),
    room.outputs,
  );
  return work.map((task, at) => {
    const status = task.result?.status === 'degraded' ? '⚠️ Partial' : marks[task.status];
    return `${at + 1}. **${task.agentId}**: ${sessionTitle(task.instruction)}\n   - Status: ${status}\n   - Output: ${outputs[at]}`;
  });
}

/** Each edge of the plan; it holds when the one's result was there for the other, and the other completed on it. */
function integrations(work: readonly TaskRecord[]): string[] {
  const byId = new Map(work.map((task) => [task.taskId, task]));
  return work.flatMap((task) =>
    task.dependsOn.flatMap((id) => {
      const from = byId.get(id);
      if (from === undefined) return [];
      const holds = from.status === 'completed' && task.status === 'completed';
      const how = holds
        ? '✅ result handed over, and built on'
        : `❌ ${from.taskId} ${from.status}, ${task.taskId} ${task.status}`;
      return [`- ${from.agentId} (${from.taskId}) → ${task.agentId} (${task.taskId}): ${how}`];
    }),
  );
}
