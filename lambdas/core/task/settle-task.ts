import { type Clock, isoTime } from '../clock.ts';
import { BatonError } from '../errors.ts';
import type { Failure } from '../report/failure.ts';
import type { TaskGate, TaskKey, TaskReader } from './ports.ts';
import { tellSettled, type TellSettledPorts } from './settled.ts';
import type { TaskStatus } from './task.ts';

export interface SettleTaskPorts extends TellSettledPorts {
  readonly clock: Clock;
  readonly tasks: TellSettledPorts['tasks'] & TaskReader & TaskGate;
}

/**
 * The last word on a task whose attempts are used up. One that did complete, and was only not heard, is released as completed;
 * any other is failed, whoever still holds it fenced. Either way those that build on it are told.
 *
 * @throws TaskUnknown
 */
export async function settleTask(ports: SettleTaskPorts, key: TaskKey, failure: Failure): Promise<TaskStatus> {
  await ports.tasks.abandon(key, { at: isoTime(ports.clock()), error: failure });
  const task = await ports.tasks.read(key);
  if (task === undefined) {
    throw new BatonError('TaskUnknown', `task ${key.taskId} is not in the journal of ${key.requestId}`);
  }
  await tellSettled(ports, key, task);
  return task.status;
}
