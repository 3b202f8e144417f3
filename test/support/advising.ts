import type { Advice, Consultation, Routable } from '../../lambdas/core/routing/advice.ts';
import { noUsage } from '../../lambdas/core/task/result.ts';
import { infrastructureAgents } from './routing.ts';

export const agents = infrastructureAgents();

/** A request that nobody was asked about yet, unless the test says otherwise. */
export function toRoute(text: string, answers: readonly string[] = []): Routable {
  return { input: { text, answers, round: answers.length }, agents };
}

/** Advice in few words: the mode, and `[agent, its words]` for each part. */
export function advice(mode: Advice['mode'], ...parts: (readonly [string, string])[]): Advice {
  return { mode, parts: parts.map(([agent, part]) => ({ agent, part })), reason: 'because it says so' };
}

export const said = (of: Advice): Consultation => ({ advice: of, usage: noUsage, durationMs: 1 });
