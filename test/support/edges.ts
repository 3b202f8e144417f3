import { isWork } from '../../lambdas/core/task/task.ts';

/** A task, as far as its place in the plan goes. */
interface Placed {
  readonly taskId: string;
  readonly dependsOn: readonly string[];
  readonly reviews?: string;
  readonly combines?: true;
}

/** What passes from task to task in the work of a request: `from → to`, sorted. */
export const edgesOf = (tasks: readonly Placed[]): string[] =>
  tasks
    .filter(isWork)
    .flatMap(({ taskId, dependsOn }) => dependsOn.map((from) => `${from} → ${taskId}`))
    .sort();
