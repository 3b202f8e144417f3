import type { WorkflowSummary } from '../../lambdas/core/planning/workflow.ts';
import type { Advice, Consultation, Routable } from '../../lambdas/core/routing/advice.ts';
import { noUsage } from '../../lambdas/core/task/result.ts';
import { infrastructureAgents } from './routing.ts';

export const agents = infrastructureAgents();

/** One workflow that can be run on a request's words. */
export const workflows: readonly WorkflowSummary[] = [
  {
    name: 'spring-clean',
    title: 'Spring clean',
    description: 'Tidies a rack',
    timeBox: 60,
    input: { rack: { type: 'string', description: 'Which rack', maxLength: 400, fromText: true } },
    phases: [],
  },
];

/** A request that nobody was asked about yet, unless the test says otherwise. */
export function toRoute(text: string, answers: readonly string[] = []): Routable {
  return { input: { text, answers, round: answers.length }, agents, workflows: [] };
}

/** Advice in few words: the mode, and `[agent, its words]` for each part. */
export function advice(mode: Advice['mode'], ...parts: (readonly [string, string])[]): Advice {
  return { mode, parts: parts.map(([agent, part]) => ({ agent, part })), reason: 'because it says so' };
}

export const said = (of: Advice): Consultation => ({ advice: of, usage: noUsage, durationMs: 1 });
