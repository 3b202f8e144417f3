import { isoTime } from '../clock.ts';
import type { RequestRecord } from '../request/request.ts';
import type { TaskCreator } from '../task/ports.ts';
import type { TaskSpec } from '../task/task.ts';
import { reversed } from './graph.ts';

/**
 * Writes the tasks of a plan into the journal, each with whom it waits for and who waits for it. A task that is there already is
 * left as it is, so a plan that was half written is completed by writing it again.
 *
 * @param tasks a plan that was checked
 * @param now milliseconds since the epoch
 * @param done tasks of the request that tasks of the plan build on, and that are completed
 */
export async function writePlan(
  tasks: TaskCreator,
  request: RequestRecord,
  plan: readonly TaskSpec[],
  now: number,
  done: ReadonlySet<string> = new Set(),
): Promise<void> {
  const dependents = reversed(new Map(plan.map(({ taskId, dependsOn }) => [taskId, dependsOn])));
  const createdAt = isoTime(now);
  await Promise.all(
    plan.map((spec) => {
      const waitingOn = [...new Set(spec.dependsOn)].filter((id) => !done.has(id));
      return tasks.create(request.tenantId, {
        ...spec,
        requestId: request.requestId,
        generation: request.generation,
        round: 0,
        status: 'waiting',
        attempt: 0,
        createdAt,
        dependents: dependents.get(spec.taskId) ?? [],
        ...(waitingOn.length === 0 ? {} : { waitingOn }),
      });
    }),
  );
}
