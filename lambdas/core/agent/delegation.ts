import type { Complexity } from '../routing/route.ts';
import type { TaskSpec } from '../task/task.ts';
import { handoffWordLimit } from './handoff.ts';
import { cutWords } from '../text/words.ts';

const spoken: Record<Complexity, string> = {
  simple: 'Simple',
  moderate: 'Moderate',
  complex: 'Complex',
  'very-complex': 'Very complex',
};

/**
 * What an expert is told of its task: the request in the user's own words, its part of it, and what should be there afterwards.
 * It never holds the router's reasons: how the decision came about is of no use to the work.
 *
 * @param context what the work before it came to; only the first 100 words are passed on
 */
export function delegationMessage(task: TaskSpec, context?: string): string {
  const request = (task.request ?? task.instruction).trim();
  const part = task.instruction.trim();
  const expects = task.expects.trim();
  return [
    `@agent-${task.agentId}`,
    '',
    `**Request:** ${request}`,
    ...(part === request ? [] : [`**Your part:** ${part}`]),
    ...(task.domain === undefined ? [] : [`**Domain:** ${task.domain}`]),
    ...(task.complexity === undefined ? [] : [`**Complexity:** ${spoken[task.complexity]}`]),
    ...(context === undefined ? [] : [`**Context:** ${cutWords(context, handoffWordLimit)}`]),
    ...(expects === '' ? [] : [`**Expected Outcome:** ${expects}`]),
  ].join('\n');
}

/** What the architect is told: why the request is more than one expert's, and the main reason it was sent up. */
export function escalationMessage(
  architect: string,
  planning: Pick<NonNullable<TaskSpec['planning']>, 'indicators' | 'precautionary'>,
  request: string,
): string {
  const unknown = ['whose field it is cannot be told from its words'];
  const indicators = planning.indicators.length === 0 ? unknown : planning.indicators;
  // How many domains there are is no reason by itself.
  const main = indicators.find((indicator) => !/^\d/.test(indicator)) ?? indicators[0] ?? '';
  return [
    `@agent-${architect}`,
    '',
    `**Request:** ${request.trim()}`,
    '**Complexity Indicators:**',
    ...indicators.map((indicator) => `- ${indicator}`),
    '',
    `**Routing Note:** sent to you ${planning.precautionary ? 'as a precaution: ' : 'because '}${main}`,
  ].join('\n');
}

/**
 * Asks after a task that is held up.
 *
 * @param to `agent-<id>`, or the user's name
 * @param progress how far the task is, as far as it is known
 * @param blocker what holds it up, and what is wanted
 */
export function followUpMessage(to: string, progress: string, blocker: string): string {
  return [`@${to}`, '', `**Status Check:** ${progress}`, `**Blocker?** ${blocker}`].join('\n');
}
