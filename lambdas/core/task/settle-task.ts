import { type Clock, isoTime } from '../clock.ts';
import { BatonError } from '../errors.ts';
import type { Failure } from '../report/failure.ts';
import type { TaskGate, TaskKey, TaskReader } from './ports.ts';
import { tellSettled, type TellSettledPorts } from './settled.ts';
import { settledStatuses, type TaskStatus } from './task.ts';

export interface SettleTaskPorts extends TellSettledPorts {
  readonly clock: Clock;
  readonly tasks: TellSettledPorts['tasks'] & TaskReader & TaskGate;
}

/**
 * The last word on a task whose attempts are used up. One that did complete, and was only not heard, is released as completed;
 * any other is failed, whoever still holds it fenced. Either way those that build on it are told.
 *
 * What could not go on because its request was closed or stopped is left as it is: whoever did that settles what is open, and a
 * task that never started is skipped then, not failed.
 *
 * @throws TaskUnknown
 */
export async function settleTask(ports: SettleTaskPorts, key: TaskKey, failure: Failure): Promise<TaskStatus> {
  if (failure.name !== 'RequestClosed') await ports.tasks.abandon(key, { at: isoTime(ports.clock()), error: failure });
  const task = await ports.tasks.read(key);
  if (task === undefined) {
    throw new BatonError('TaskUnknown', `task ${key.taskId} is not in the journal of ${key.requestId}`);
  }
  if (settledStatuses.includes(task.status)) await tellSettled(ports, key, task);
  return task.status;
}
