import type { AgentDefinition } from '../agent/definition.ts';
import type { AuditTrail } from '../audit/audit.ts';
import { type Clock, isoTime } from '../clock.ts';
import { BatonError, errorNameOf, isBatonError } from '../errors.ts';
import type { EventAppender } from '../events/event.ts';
import type { RequestReader, Waiting } from '../request/ports.ts';
import type { RequestRecord } from '../request/request.ts';
import { isUnderWay } from '../request/status.ts';
import { auditTask } from './account.ts';
import type { AgentAnswer, AgentCall } from './call.ts';
import { catchUp } from './dependents.ts';
import type { TaskDependencies, TaskEnd, TaskGate, TaskKey, TaskLister, TaskReader } from './ports.ts';
import { tellSettled } from './settled.ts';
import { settledStatuses, type TaskRecord } from './task.ts';

export interface GatePorts {
  readonly clock: Clock;
  readonly agent: AgentDefinition;
  readonly requests: RequestReader;
  readonly tasks: TaskReader & TaskLister & TaskGate & TaskDependencies;
  readonly waiting: Waiting;
  readonly audit: AuditTrail;
  readonly eventLog: EventAppender;
}

/** The attempt that may work, or the answer to whoever may not. */
export type Passage = { readonly task: TaskRecord } | { readonly answer: AgentAnswer };

/**
 * Lets one attempt of a task through. A settled task gives its recorded answer again, and tells those that build on it again.
 * A task that waits for others looks whether they are settled, and tries once more; one that builds on a task that did not
 * complete is skipped.
 *
 * @throws TaskUnknown, CallInvalid, DeadlineExceeded, AttemptFenced, DependenciesPending, PlanStalled, or what the task failed with
 */
export async function passGate(
  ports: GatePorts,
  call: AgentCall,
  key: TaskKey,
  request: RequestRecord,
): Promise<Passage> {
  const now = ports.clock();
  if (now >= call.deadline) return { answer: await answerLate(ports, call, key, request) };
  const start = () => ports.tasks.start(key, { round: call.round, agentId: ports.agent.id, at: isoTime(now) });
  const task = (await start()) ?? (await startAfterAll(ports, key, start));
  if (task === undefined) return { answer: await recordedAnswer(ports, key, request) };
  if (task.failedDeps !== undefined) return { answer: await skip(ports, key, task) };
  if (call.task !== undefined || call.round > 0) await requireStillOpen(ports, call, key, task);
  return { task };
}

/**
 * A task that its own call created, or that a review sent back when it was completed, may be at work again after a rollback
 * looked for tasks to fence. The rollback stops the request and then looks; this writes the task and then looks at the request:
 * one of the two sees the other.
 */
async function requireStillOpen(ports: GatePorts, call: AgentCall, key: TaskKey, task: TaskRecord): Promise<void> {
  try {
    await openRequest(ports, call);
  } catch (error) {
    if (!isBatonError(error, 'RequestClosed')) throw error;
    const at = isoTime(ports.clock());
    const failure = { name: error.name, message: error.message };
    // An attempt before this one, or a former round, may have had its effects: then there is something to undo.
    const end: TaskEnd = task.attempt > 1 ? { status: 'failed', at, error: failure } : { status: 'skipped', at };
    // A fence that came in between has settled it: then all that is left to say is that this attempt has ended.
    if ((await ports.tasks.settle(key, task.attempt, end)) === undefined) await ports.tasks.noteEnd(key, task.attempt);
    throw error;
  }
}

/** @throws RequestUnknown, RequestClosed */
export async function openRequest(ports: Pick<GatePorts, 'requests'>, call: AgentCall): Promise<RequestRecord> {
  const request = await ports.requests.read(call);
  if (request === undefined) throw new BatonError('RequestUnknown', `request ${call.requestId} is not in the journal`);
  if (!isUnderWay(request.status) || request.generation > call.generation) {
    throw new BatonError(
      'RequestClosed',
      `request ${call.requestId} is ${request.status} in generation ${request.generation}: generation ${call.generation} may not start work`,
    );
  }
  return request;
}

/** No work starts any more; what was done in time is answered all the same, to whoever did not hear it. */
async function answerLate(
  ports: GatePorts,
  call: AgentCall,
  key: TaskKey,
  request: RequestRecord,
): Promise<AgentAnswer> {
  const task = await ports.tasks.read(key);
  const done = task !== undefined && settledStatuses.includes(task.status) && task.round >= call.round;
  if (!done) throw late(call);
  return recordedAnswer(ports, key, request);
}

/** The gate was shut: if that is because nobody told the task that it is ready, it catches up and tries once more. */
async function startAfterAll(
  ports: GatePorts,
  key: TaskKey,
  start: () => Promise<TaskRecord | undefined>,
): Promise<TaskRecord | undefined> {
  const task = await ports.tasks.read(key);
  if (task?.waitingOn === undefined || task.status !== 'waiting') return undefined;
  const state = await catchUp(ports.tasks, key, task);
  if (state === 'ready') return start();
  const waits = `task ${task.taskId} waits for ${task.waitingOn.join(', ')}`;
  if (state === 'pending') throw new BatonError('DependenciesPending', waits);
  throw new BatonError('PlanStalled', `${waits}, and nothing of the plan is under way`);
}

/** What a task builds on is not there: it is not done either, and neither is what builds on it. */
async function skip(ports: GatePorts, key: TaskKey, task: TaskRecord): Promise<AgentAnswer> {
  const skipped = await ports.tasks.settle(key, task.attempt, { status: 'skipped', at: isoTime(ports.clock()) });
  if (skipped === undefined) {
    await ports.tasks.noteEnd(key, task.attempt);
    throw fenced(task);
  }
  await tellSettled(ports, key, skipped);
  return answerOf(skipped);
}

async function recordedAnswer(ports: GatePorts, key: TaskKey, request: RequestRecord): Promise<AgentAnswer> {
  const task = await ports.tasks.read(key);
  if (task === undefined)
    throw new BatonError('TaskUnknown', `task ${key.taskId} is not in the journal of ${key.requestId}`);
  if (task.agentId !== ports.agent.id) {
    throw new BatonError(
      'CallInvalid',
      `task ${task.taskId} is for ${task.agentId}, and was given to ${ports.agent.id}`,
    );
  }
  if (!settledStatuses.includes(task.status)) throw fenced(task);
  await tellSettled(ports, key, task);
  await auditTask(ports, request, task);
  if (task.error !== undefined) {
    throw new BatonError(errorNameOf(task.error.name), `task ${task.taskId} has failed before: its record says why`);
  }
  return answerOf(task);
}

export function answerOf(task: TaskRecord): AgentAnswer {
  return {
    taskId: task.taskId,
    status: task.status,
    facts: task.result?.facts ?? {},
    ref: `${task.requestId}/tasks/${task.taskId}`,
  };
}

export function late(call: Pick<AgentCall, 'taskId' | 'deadline'>): BatonError {
  const over = isoTime(call.deadline);
  return new BatonError('DeadlineExceeded', `the time box of task ${call.taskId} was over at ${over}`);
}

export function fenced(task: TaskRecord): BatonError {
  return new BatonError('AttemptFenced', `task ${task.taskId} is no longer attempt ${task.attempt}'s to finish`);
}
