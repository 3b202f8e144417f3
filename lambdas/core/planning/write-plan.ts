import { isoTime } from '../clock.ts';
import type { RequestReader } from '../request/ports.ts';
import type { RequestRecord } from '../request/request.ts';
import { isUnderWay } from '../request/status.ts';
import type { TaskFence } from '../rollback/ports.ts';
import type { TaskCreator } from '../task/ports.ts';
import type { TaskSpec } from '../task/task.ts';
import { reversed } from './graph.ts';

export interface WritePlanPorts {
  readonly requests: RequestReader;
  readonly tasks: TaskCreator & TaskFence;
}

/**
 * Writes the tasks of a plan into the journal, each with whom it waits for and who waits for it. A task that is there already is
 * left as it is, so a plan that was half written is completed by writing it again. Where the request was stopped meanwhile,
 * whoever fenced its tasks may not have seen these: they are skipped.
 *
 * @param plan one that was checked
 * @param now milliseconds since the epoch
 * @param done tasks of the request that tasks of the plan build on, and that are completed
 */
export async function writePlan(
  ports: WritePlanPorts,
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
      return ports.tasks.create(request.tenantId, {
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
  const written = await ports.requests.read(request);
  if (written === undefined || isUnderWay(written.status)) return;
  await Promise.all(plan.map(({ taskId }) => ports.tasks.fence({ ...request, taskId }, isoTime(now))));
}
