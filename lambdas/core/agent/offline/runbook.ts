import type { DeliverableDraft, ResultBody } from '../../task/result.ts';
import type { TaskSpec } from '../../task/task.ts';
import type { AgentDefinition, Playbook } from '../definition.ts';
import type { AgentContext } from '../provider.ts';
import { chooseRunbook } from './choose.ts';
import { detailKinds, isDetailName, readDetails, type Details } from './details.ts';
import { fill, missingFrom } from './fill.ts';
import { asQuote, clip, excerpt, list } from '../../text/markdown.ts';

/**
 * Prepares what a person needs to do the task: the agent's runbook that fits, with what the request says filled in and what
 * it does not say asked for. Nothing is carried out, and the result says so.
 *
 * Facts: `prepared` (always true), `changed` (always false), `runbook`, `details` read, `missing` from a person.
 */
export function prepareRunbook(agent: AgentDefinition, task: TaskSpec, context: AgentContext): ResultBody {
  const playbook = chooseRunbook(agent, task);
  const details = readDetails(task.instruction);
  const missing = missingFrom(playbook, details);
  const question = task.intent === 'question';
  const about = excerpt(task.instruction);
  return {
    status: 'completed',
    outcome: question
      ? `Prepared how to find the answer to “${about}” (${playbook.title}). Nothing has been looked up yet.`
      : `Prepared a runbook for “${about}” (${playbook.title}). Nothing has been changed yet.`,
    deliverables: [document(agent, task, context, { playbook, details, missing })],
    nextSteps: [
      ...missing.slice(0, 19).map((need) => clip(`Supply: ${need}`, 500)),
      question
        ? 'Follow the document and answer from what it shows.'
        : 'Have a person read the runbook, carry it out, and check the result as it says.',
    ],
    facts: {
      prepared: true,
      changed: false,
      runbook: playbook.title,
      details: shown(details).length,
      missing: missing.length,
    },
    quality: null,
  };
}

interface Prepared {
  readonly playbook: Playbook;
  readonly details: Details;
  readonly missing: readonly string[];
}

function document(
  agent: AgentDefinition,
  task: TaskSpec,
  context: AgentContext,
  { playbook, details, missing }: Prepared,
): DeliverableDraft {
  const question = task.intent === 'question';
  const numbered = (lines: readonly string[]) => list(lines.map((line) => fill(line, details)));
  const sections = [
    `# ${playbook.title}`,
    `Prepared for the ${agent.title.toLowerCase()} without a model and without access to any system. ${
      question ? 'Nothing has been looked up.' : 'Nothing has been changed.'
    }`,
    section('What was asked', asQuote(clip(task.instruction, 12_000))),
    task.expects.trim() === '' ? '' : section('What should be there afterwards', clip(task.expects, 2_000)),
    buildsOn(context),
    section('What was understood', understood(details)),
    missing.length === 0 ? '' : section('Needed from a person', missing.map((need) => `- [ ] ${need}`).join('\n')),
    section(question ? 'How to find out' : 'Steps', numbered(playbook.steps)),
    section(question ? 'How to be sure' : 'How to see that it worked', numbered(playbook.verify)),
    section('How to undo it', numbered(playbook.undo)),
  ];
  return {
    title: playbook.title,
    kind: question ? 'answer' : 'runbook',
    content: clip(`${sections.filter((text) => text !== '').join('\n\n')}\n`, 60_000),
  };
}

function section(title: string, text: string): string {
  return `## ${title}\n\n${text}`;
}

function understood(details: Details): string {
  const entries = shown(details);
  if (entries.length === 0) return 'The request names no size, address, time or name that could be read from it.';
  return entries.map(([label, value]) => `- ${label}: ${value}`).join('\n');
}

/** Details as people read them: not those that only put another one into a command's form. */
function shown(details: Details): [label: string, value: string][] {
  return Object.entries(details).flatMap(([name, value]): [string, string][] => {
    if (!isDetailName(name) || 'from' in detailKinds[name]) return [];
    return [[detailKinds[name].label, value]];
  });
}

function buildsOn({ priorWork, rework }: AgentContext): string {
  const lines = priorWork.slice(0, 10).flatMap((work) => {
    const made = work.deliverables.slice(0, 5).map(({ title }) => `  - ${excerpt(title, 200)}`);
    return [`- ${work.agentId}: ${excerpt(work.result.outcome, 500)}`, ...made];
  });
  if (rework !== undefined) {
    lines.push('- A review sent the former version back:', '', asQuote(clip(rework, 4_000)));
  }
  return lines.length === 0 ? '' : section('Builds on', lines.join('\n'));
}
