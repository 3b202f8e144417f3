import { seededRandomness } from '../../local/engine/index.ts';
import type { PlannedTask } from '../../lambdas/core/task/planned.ts';
import { type Outcome, plannedTask } from './planned-model.ts';

const numbered = (count: number, prefix: string) => Array.from({ length: count }, (_, at) => `${prefix}${at}`);

/** Each builds on the one before it. */
export function chain(length: number): PlannedTask[] {
  return numbered(length, 'c').map((taskId, at) => plannedTask(taskId, at === 0 ? [] : [`c${at - 1}`]));
}

export const diamond = [
  plannedTask('top', []),
  plannedTask('left', ['top']),
  plannedTask('right', ['top'], 'storage-expert'),
  plannedTask('bottom', ['left', 'right']),
];

/** So many side by side, and one that builds on all of them. */
export function fan(width: number): PlannedTask[] {
  const ids = numbered(width, 'f');
  return [...ids.map((taskId) => plannedTask(taskId, [])), plannedTask('join', ids, 'storage-expert')];
}

/** Each builds on the one above it, and on up to two others of the layer above, drawn at random; the same ones each time. */
export function layered(size: number, width: number): PlannedTask[] {
  const random = seededRandomness(1);
  return numbered(size, 't').map((taskId, at) => {
    if (at < width) return plannedTask(taskId, []);
    const above = Math.floor(at / width - 1) * width;
    const others = Array.from({ length: 2 }, () => `t${above + Math.floor(random.number() * width)}`);
    return plannedTask(taskId, [...new Set([`t${at - width}`, ...others])]);
  });
}

/** Every third task fails, of those that come to it; of the rest every third does part of its work. */
export function thirds(plan: readonly PlannedTask[]): (taskId: string) => Outcome {
  const places = new Map(plan.map(({ taskId }, at) => [taskId, at]));
  const outcomes = ['completed', 'degraded', 'failed'] as const;
  return (taskId) => outcomes[(places.get(taskId) ?? 0) % 3] ?? 'completed';
}

/** How each task of a plan must end when those fail that do; tasks stand after those they build on. */
export function endsOf(
  plan: readonly PlannedTask[],
  outcome: (taskId: string) => Outcome,
): Map<string, 'completed' | 'failed' | 'skipped'> {
  const ends = new Map<string, 'completed' | 'failed' | 'skipped'>();
  for (const { taskId, dependsOn } of plan) {
    const ready = dependsOn.every((id) => ends.get(id) === 'completed');
    const end = outcome(taskId) === 'failed' ? 'failed' : 'completed';
    ends.set(taskId, ready ? end : 'skipped');
  }
  return ends;
}
