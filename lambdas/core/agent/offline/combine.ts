import { BatonError } from '../../errors.ts';
import type { ResultBody } from '../../task/result.ts';
import { isPlanning, type TaskSpec } from '../../task/task.ts';
import { nameOf, reasonOf, type Standing, standingOf, standings } from '../standing.ts';
import type { AgentContext, TaskOutcome, WholeRequest } from '../provider.ts';
import { asQuote, clip, excerpt, firstOf, shareRoom } from '../../text/markdown.ts';

/** How long the parts of the report may be, characters; together with the names of all tasks they stay under a deliverable's limit. */
const room = {
  request: 2_000,
  report: 58_000,
  deliverables: 12_000,
  nextSteps: 6_000,
  outcome: 3_800,
  titles: 800,
  reason: 160,
};

/** How many next steps a result may have. */
const stepLimit = 20;

const titles: Record<Standing, string> = {
  completed: 'Completed',
  partial: 'Partly done',
  failed: 'Failed',
  skipped: 'Skipped',
  open: 'Not finished',
  undone: 'Undone',
};

/**
 * Brings the results of all tasks together by rule: what is completed, partial, failed or skipped and why, what was made, and
 * what a person has to do next. It repeats what the results say and judges none of it; every task is named.
 *
 * Facts: how many `tasks` there are, how many of each standing, and how many `deliverables`.
 *
 * @throws CallInvalid where no combination is wanted
 */
export function combineByRule(task: TaskSpec, { whole }: AgentContext): ResultBody {
  if (whole === undefined) throw new BatonError('CallInvalid', `task ${task.taskId} does not say that it combines`);
  return whole.tasks.length === 0 ? nothingToCombine : combine(whole);
}

const nothingToCombine: ResultBody = {
  status: 'failed',
  outcome: 'No task was begun: there are no results to combine.',
  deliverables: [],
  nextSteps: [],
  facts: { tasks: 0 },
  quality: null,
};

function combine(whole: WholeRequest): ResultBody {
  const { tasks } = whole;
  const groups = standings
    .map((standing) => ({ standing, members: tasks.filter((task) => standingOf(task) === standing) }))
    .filter(({ members }) => members.length > 0);
  const standing = tasks.filter(({ status }) => status !== 'compensated');
  const steps = [...new Set(standing.flatMap(({ result }) => result?.nextSteps ?? []))];
  const made = standing.flatMap((task) => (task.result?.deliverables ?? []).map((one) => ({ ...one, task })));
  const outcome = outcomeOf(
    whole,
    groups,
    made.map(({ title }) => title),
  );
  const sections = [
    '# What the tasks came to together',
    asQuote(clip(whole.text, room.request)),
    'Put together by rule, without a model, from what each task says of itself. Nobody has judged whether the results agree with each other.',
    section('Outcome', [outcome]),
    section(
      'Deliverables',
      firstOf(
        made.map(({ id, title, task }) => `- ${excerpt(title)} (${task.taskId}): ${pathOf(whole, id)}`),
        room.deliverables,
        (count) => `- and ${count} more, with the tasks that made them`,
      ),
    ),
    section(
      'Next steps',
      firstOf(
        steps.map((step) => `- [ ] ${excerpt(step, 500)}`),
        room.nextSteps,
        (count) => `- [ ] and ${count} more, with the tasks that ask for them`,
      ),
    ),
  ];
  const rest = sections.join('\n\n');
  const content = [rest, ...taskSections(whole, groups, room.report - rest.length)].filter((text) => text !== '');
  return {
    status: tasks.every((task) => standingOf(task) === 'completed') ? 'completed' : 'degraded',
    outcome,
    deliverables: [{ title: 'Combined report', kind: 'report', content: clip(`${content.join('\n\n')}\n`, 60_000) }],
    nextSteps: [
      ...steps.slice(0, steps.length > stepLimit ? stepLimit - 1 : stepLimit),
      ...(steps.length > stepLimit ? [`${steps.length - stepLimit + 1} more are in the combined report.`] : []),
    ],
    facts: {
      tasks: counted(tasks),
      ...Object.fromEntries(groups.map(({ standing, members }) => [standing, counted(members)])),
      deliverables: made.length,
    },
    quality: null,
  };
}

interface Group {
  readonly standing: Standing;
  readonly members: readonly TaskOutcome[];
}

/** How many tasks of the plan these are. */
function counted(tasks: readonly TaskOutcome[]): number {
  return tasks.filter((task) => !isPlanning(task)).length;
}

/** Counts and documents first, then each task that is short of completed with why, as many as there is room for. */
function outcomeOf({ tasks }: WholeRequest, groups: readonly Group[], made: readonly string[]): string {
  const byId = new Map(tasks.map((task) => [task.taskId, task]));
  const done = groups.find(({ standing }) => standing === 'completed')?.members ?? [];
  const lacking = groups.filter(({ standing }) => standing !== 'completed');
  const counts = lacking.flatMap(({ standing, members }) => {
    const count = counted(members);
    return count === 0 ? [] : [`${count} ${standing}`];
  });
  const all = counted(tasks);
  const documents = firstOf(
    made.map((title) => quoted(title)),
    room.titles,
    (count) => `and ${count} more`,
  );
  const sentences = [
    lacking.length > 0
      ? `${counted(done)} of ${all} tasks are completed${counts.map((count) => `, ${count}`).join('')}.`
      : all === 1
        ? 'The task is completed.'
        : `All ${all} tasks are completed.`,
    made.length === 0 ? 'Nothing was written down.' : `What came of them: ${documents.join(', ')}.`,
    ...(tasks.every(onlyPrepares) ? ['It is prepared for a person to carry out. Nothing has been changed yet.'] : []),
  ];
  const gaps = lacking.flatMap(({ standing, members }) =>
    members.map((task) => `${nameOf(task, tasks.length)} ${standing}: ${quoted(whyOf(task, standing, byId))}.`),
  );
  const kept = firstOf(
    gaps,
    room.outcome - sentences.join(' ').length,
    (count) => `${count} more are in the combined report.`,
  );
  return [...sentences, ...kept].join(' ');
}

/** Each task by name, under how it stands; what it says of itself as far as there is room. */
function taskSections({ tasks }: WholeRequest, groups: readonly Group[], left: number): string[] {
  const byId = new Map(tasks.map((task) => [task.taskId, task]));
  const entries = groups.flatMap(({ standing, members }) =>
    members.map((task) => ({
      standing,
      name: `- ${nameOf(task, tasks.length)}`,
      said: `: ${excerpt(whyOf(task, standing, byId), 2_000)}`,
    })),
  );
  const names = entries.reduce((sum, { name }) => sum + name.length + 1, 0);
  const said = shareRoom(
    entries.map((entry) => entry.said),
    left - names - groups.length * 20,
  );
  return groups.map(({ standing }) =>
    section(
      titles[standing],
      entries.flatMap((entry, at) => (entry.standing === standing ? [`${entry.name}${said[at] ?? ''}`] : [])),
    ),
  );
}

function whyOf(task: TaskOutcome, standing: Standing, byId: ReadonlyMap<string, TaskOutcome>): string {
  return standing === 'completed' || standing === 'partial'
    ? (task.result?.outcome ?? 'it left no result')
    : reasonOf(task, byId);
}

/** Whether it says of itself that it changed nothing; of one that failed without a result nobody can tell. */
function onlyPrepares({ status, result }: TaskOutcome): boolean {
  return result === undefined ? status === 'skipped' : result.facts['changed'] === false;
}

/** Somebody else's words in one line, marked as such. */
function quoted(words: string): string {
  return `“${excerpt(words, room.reason).replace(/[“”]/g, '"')}”`;
}

function pathOf({ requestId }: WholeRequest, deliverableId: string): string {
  return `/v1/requests/${requestId}/deliverables/${deliverableId}`;
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [`## ${title}`, '', ...lines].join('\n');
}
