import { firstOf, shareRoom } from '../text/markdown.ts';
import { isEnded } from '../request/status.ts';
import type { TaskStatus } from '../task/task.ts';
import { closingOffer, openPoints } from './reply.ts';
import type { AgentPart, Integration, Report } from './report.ts';

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
const room = { outputs: 40_000, integrations: 20_000, deliverables: 20_000, nextSteps: 10_000 };

/**
 * A report in Markdown: all of it in a summary where somebody combined the results, who was called with what outcome, what passed from one to the next and how it was verified, what there is,
 * what is left to do.
 */
export function planReport(report: Report): string {
  const { agents, integrations, deliverables, nextSteps, summary, verdict } = report;
  const planned = agents.filter(({ planning }) => planning === undefined);
  // Whoever made the plan is none of its tasks, unless there are no others.
  const tasks = planned.length === 0 ? agents : planned;
  const lacking = tasks.filter(({ status }) => status !== 'completed');
  const statuses = new Map(agents.map(({ taskId, status }) => [taskId, status]));
  const done = report.status === 'succeeded';
  const open = done && report.verification !== undefined ? openPoints(report.verification) : [];
  return [
    `## ${headingOf(report, lacking.length === 0, open.length > 0)}: ${report.title}`,
    section('Summary', summary === undefined ? [] : [summary]),
    section('Agents invoked', invoked(agents)),
    section(
      'Integration points',
      firstOf(
        integrations.map((one) => integration(one, statuses)),
        room.integrations,
        (count) => `- and ${count} more: /v1/requests/${report.requestId}/handoffs`,
      ),
    ),
    section('Final status', [finalStatus(report, tasks, lacking), ...verdict]),
    section('Still open', open),
    section(
      'Deliverables',
      firstOf(
        deliverables.map(({ title, path, withdrawn }) => `- ${title}${withdrawn ? ' (withdrawn)' : ''}: ${path}`),
        room.deliverables,
        (count) => `- and ${count} more, with the tasks that made them`,
      ),
    ),
    section(
      'Next steps',
      firstOf(
        nextSteps.map((step) => `- ${step}`),
        room.nextSteps,
        (count) => `- and ${count} more, with the tasks that ask for them`,
      ),
    ),
    done ? closingOffer : '',
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function finalStatus({ status }: Report, tasks: readonly AgentPart[], lacking: readonly AgentPart[]): string {
  if (lacking.length === 0 && tasks.length > 0) {
    const completed = `${tasks.length === 1 ? 'The task is' : `All ${tasks.length} tasks`} completed`;
    return status === 'failed' ? `❌ ${completed}, but not all in time, or more were to follow` : `✅ ${completed}`;
  }
  const undone = tasks.filter((task) => task.status === 'compensated').length;
  const mark = undone > 0 ? '↩️' : isEnded(status) ? '❌' : '⏳';
  const done = `${mark} ${tasks.length - lacking.length} of ${tasks.length} tasks completed`;
  const others = lacking.filter((task) => task.status !== 'compensated');
  return [
    ...(undone === 0 ? [done] : [`${mark} ${undone} of ${tasks.length} tasks undone`]),
    ...(others.length === 0 ? [] : [others.map(({ taskId, status: how }) => `${taskId} ${how}`).join(', ')]),
  ].join('; ');
}

function headingOf({ status }: Report, done: boolean, open: boolean): string {
  if (!isEnded(status)) return 'Under way';
  if (status === 'rolled-back' || status === 'cancelled') return 'Undone';
  if (!done || status !== 'succeeded') return 'Incomplete';
  return open ? 'Complete, with open points' : 'Complete';
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [`### ${title}`, ...lines].join('\n');
}

function invoked(agents: readonly AgentPart[]): string[] {
  const outputs = shareRoom(
    agents.map((part) => part.outcome ?? withoutOutcome(part)),
    room.outputs,
  );
  return agents.map(({ agentId, title, status, endedAs, degraded }, at) => {
    const end = degraded ? '⚠️ Partial' : marks[endedAs ?? status];
    const mark = endedAs === undefined ? end : `${end}; ${marks[status]}`;
    return `${at + 1}. **${agentId}**: ${title}\n   - Status: ${mark}\n   - Output: ${outputs[at]}`;
  });
}

function withoutOutcome({ status, endedAs, unmet }: AgentPart): string {
  if (isOpen(status)) return 'none yet';
  if ((endedAs ?? status) === 'fenced') return 'it was stopped before it said what it did';
  return unmet === undefined ? 'it was not begun' : `what it builds on was not completed: ${unmet.join(', ')}`;
}

const isOpen = (status: TaskStatus): boolean => status === 'waiting' || status === 'started';

function integration(
  { fromTask, fromAgent, toTask, toAgent, verified, verification }: Integration,
  statuses: ReadonlyMap<string, TaskStatus>,
): string {
  const [from = 'waiting', to = 'waiting'] = [statuses.get(fromTask), statuses.get(toTask)];
  const stood = `${fromTask} ${from}, ${toTask} ${to}`;
  const how = {
    true: `✅ verified: ${verification.join('; ')}${to === 'failed' ? `, but ${toTask} failed` : ''}`,
    false: `❌ rejected: ${verification.join('; ')}`,
    undefined: `${to === 'waiting' ? '⏳' : '❌'} ${stood}`,
  }[`${verified}`];
  return `- ${fromAgent} (${fromTask}) → ${toAgent} (${toTask}): ${how}`;
}
