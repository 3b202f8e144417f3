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
