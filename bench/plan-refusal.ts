import { parseAnswer } from '../lambdas/adapters/models/parse-answer.ts';
import { parsePlan } from '../lambdas/core/planning/plan.ts';
import { aTask, anAgent } from '../test/support/fixtures.ts';
import { median } from './statistics.ts';

export interface RefusalFigures {
  readonly tasks: number;
  /** The plan's own check, median of all runs. */
  readonly ms: number;
  /** The first of them, in a process that has checked nothing yet. */
  readonly firstMs: number;
  /** The check of a model's answer that holds the plan, from its text on; median. */
  readonly fromTextMs: number;
  readonly faults: number;
}

const size = 10_000;
const runs = 20;

/** Measures how long it takes to refuse a plan of ten thousand tasks in which nothing is right, all its faults named. */
export function measurePlanRefusal(): RefusalFigures {
  const tasks = Array.from({ length: size }, (_, at) => ({
    // The last tenth has the ids of the first; each waits for itself, for one that is not there, and for all others in a ring.
    taskId: `t${at % (size * 0.9)}`,
    agentId: `nobody-${at}`,
    instruction: `Do t${at}`,
    expects: `t${at} is done`,
    dependsOn: [`t${at}`, `x${at}`, `t${(at + 1) % size}`],
  }));
  const agents = new Set(['network-expert']);
  const text = JSON.stringify({ status: 'completed', outcome: 'Ten thousand tasks.', plan: { tasks } });
  const planning = { domains: [], indicators: [] };
  const call = { agent: anAgent(), task: aTask({ planning }), context: { history: [], priorWork: [], colleagues: [] } };
  let faults = 0;
  const plan = timesOf(() => {
    try {
      parsePlan({ tasks }, agents);
    } catch (error) {
      faults = (error as { faults: readonly unknown[] }).faults.length;
    }
  });
  if (faults === 0) throw new Error('a plan in which nothing is right was taken');
  const answer = timesOf(() => {
    if ('body' in parseAnswer(text, call)) throw new Error('an answer with such a plan was taken');
  });
  return { tasks: size, ms: median(plan), firstMs: plan[0] ?? Number.NaN, fromTextMs: median(answer), faults };
}

/** Milliseconds. */
function timesOf(work: () => void): number[] {
  return Array.from({ length: runs }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
}
