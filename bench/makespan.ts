import { seededRandomness } from '../local/engine/index.ts';
import { type PlannedTask, runPlan } from '../test/support/plan-run.ts';
import { median, percentile } from './statistics.ts';

/** Makespans over each plan's critical path: 1 is as fast as the longest chain of its tasks allows. */
export interface MakespanFigures {
  readonly tasks: number;
  readonly plans: number;
  /** The real run-plan machine on a virtual clock, with the real protocol on tables in memory. */
  readonly dependencyDriven: { readonly median: number; readonly p90: number };
  /** The same plans level by level: a level starts when the one before it is done altogether. */
  readonly waves: { readonly median: number; readonly p90: number };
}

export interface MakespanBench {
  readonly makespan: readonly MakespanFigures[];
  /** From the end of a task's last dependency to its start, virtual milliseconds, over all tasks that have one. */
  readonly startLagMs: { readonly p50: number; readonly p99: number };
}

const sizes = [8, 20, 40, 100, 500];
const plansPerSize = 200;

/** What each transition of a state machine is charged with. */
const transitionSeconds = 0.05;

/** Durations are log-normal with this median, seconds, and this spread. */
const duration = { median: 20, sigma: 0.8 };

/** Measures generated plans of each size, the same ones each time. `onSize` is told before a size begins. */
export async function measureMakespan(onSize: (tasks: number) => void = () => undefined): Promise<MakespanBench> {
  const randomness = seededRandomness(1);
  const random = () => randomness.number();
  const makespan: MakespanFigures[] = [];
  const lags: number[] = [];
  for (const size of sizes) {
    onSize(size);
    const driven: number[] = [];
    const waves: number[] = [];
    for (let plan = 0; plan < plansPerSize; plan += 1) {
      const tasks = generatePlan(size, random);
      const run = await runPlan(tasks, { seed: plan, shuffled: true, transitionSeconds });
      if (run.status !== 'SUCCEEDED') throw new Error(`a plan of ${size} tasks ended ${run.status}`);
      const ends = new Map(run.work.map(({ taskId, to }) => [taskId, to]));
      for (const { taskId, from } of run.work) {
        const last = Math.max(...dependenciesOf(tasks, taskId).map((id) => ends.get(id) ?? Number.NaN));
        if (Number.isFinite(last)) lags.push(from - last);
      }
      const shortest = criticalPath(tasks);
      driven.push(run.seconds / shortest);
      waves.push(inWaves(tasks) / shortest);
    }
    const figures = (values: number[]) => ({ median: median(values), p90: percentile(values, 0.9) });
    makespan.push({ tasks: size, plans: plansPerSize, dependencyDriven: figures(driven), waves: figures(waves) });
  }
  return { makespan, startLagMs: { p50: percentile(lags, 0.5), p99: percentile(lags, 0.99) } };
}

/** Each task builds on up to three of the ten before it; one in six on none. */
function generatePlan(size: number, random: () => number): PlannedTask[] {
  return Array.from({ length: size }, (_, at) => {
    const count = random() < 1 / 6 ? 0 : 1 + Math.floor(random() * 3);
    const back = Array.from({ length: count }, () => at - 1 - Math.floor(random() * Math.min(10, at)));
    const dependsOn = [...new Set(back.filter((index) => index >= 0))].map((index) => `t${index}`);
    return { taskId: `t${at}`, dependsOn, seconds: logNormal(random), attempts: [] };
  });
}

/** Box and Muller's transform of two uniform values. */
function logNormal(random: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.round(duration.median * Math.exp(duration.sigma * normal) * 1000) / 1000;
}

function dependenciesOf(tasks: readonly PlannedTask[], taskId: string): readonly string[] {
  return tasks[Number(taskId.slice(1))]?.dependsOn ?? [];
}

/** The longest chain of durations; tasks stand after those they build on. */
function criticalPath(tasks: readonly PlannedTask[]): number {
  const ends = new Map<string, number>();
  for (const { taskId, dependsOn, seconds } of tasks) {
    ends.set(taskId, seconds + Math.max(0, ...dependsOn.map((id) => ends.get(id) ?? 0)));
  }
  return Math.max(...ends.values());
}

/** Each level takes as long as its longest task, and the transitions of one task. */
function inWaves(tasks: readonly PlannedTask[]): number {
  const levels = new Map<string, number>();
  const longest: number[] = [];
  for (const { taskId, dependsOn, seconds } of tasks) {
    const level = 1 + Math.max(-1, ...dependsOn.map((id) => levels.get(id) ?? 0));
    levels.set(taskId, level);
    longest[level] = Math.max(longest[level] ?? 0, seconds);
  }
  return longest.reduce((sum, seconds) => sum + seconds + 2 * transitionSeconds, 0);
}
