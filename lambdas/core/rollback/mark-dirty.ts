import { type Clock, isoTime } from '../clock.ts';
import { BatonError } from '../errors.ts';
import type { Failure } from '../report/failure.ts';
import type { RequestReader } from '../request/ports.ts';
import type { TaskReader } from '../task/ports.ts';
import type { TaskStatus } from '../task/task.ts';
import { accountForCompensation, type CompensationAccountPorts } from './account.ts';
import type { TaskFence } from './ports.ts';
import type { RollbackInput } from './rollback.ts';
import { requireStopping } from './stopping.ts';

export interface MarkDirtyPorts extends CompensationAccountPorts {
  readonly clock: Clock;
  readonly requests: RequestReader;
  readonly tasks: TaskReader & TaskFence;
}

/**
 * The last word on a compensation whose attempts are used up: the task stays dirty, unless it was compensated after all and
 * only not heard. The rollback goes on with the others.
 *
 * @throws RequestUnknown, RequestClosed, TaskUnknown
 */
export async function markDirty(
  ports: MarkDirtyPorts,
  call: RollbackInput & { taskId: string },
  failure: Failure,
): Promise<TaskStatus> {
  const request = await requireStopping(ports, call);
  const end = { status: 'dirty', at: isoTime(ports.clock()), compensationError: failure } as const;
  const task = (await ports.tasks.endCompensation(call, end)) ?? (await ports.tasks.read(call));
  if (task === undefined) {
    throw new BatonError('TaskUnknown', `task ${call.taskId} is not in the journal of ${call.requestId}`);
  }
  await accountForCompensation(ports, request, task);
  return task.status;
}
