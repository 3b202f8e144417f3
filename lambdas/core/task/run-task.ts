import type { AgentContext, Provider, ProviderAnswer } from '../agent/provider.ts';
import type { AgentDefinition } from '../agent/definition.ts';
import { usageSpent } from '../agent/usage.ts';
import { accountFor, type AccountPorts } from './account.ts';
import { type Clock, isoTime } from '../clock.ts';
import { BatonError, errorNameOf, isBatonError } from '../errors.ts';
import type { RequestReader } from '../request/ports.ts';
import type { RequestRecord } from '../request/request.ts';
import { openStatuses } from '../request/status.ts';
import type { AgentAnswer, AgentCall } from './call.ts';
import type { CompletionCounter, DeliverableWriter, TaskCreator, TaskGate, TaskKey, TaskReader } from './ports.ts';
import type { Result, Usage } from './result.ts';
import { idempotencyKey, settledStatuses, type TaskRecord } from './task.ts';

export interface RunTaskPorts extends AccountPorts {
  readonly clock: Clock;
  readonly agent: AgentDefinition;
  readonly provider: Provider;
  readonly requests: RequestReader;
  readonly tasks: TaskReader & TaskCreator & TaskGate;
  readonly completions: CompletionCounter;
  readonly deliverables: DeliverableWriter;
  /** Reads what the agent should know: the conversation, the work it builds on, the review that sent it back. */
  readonly contextOf: (request: RequestRecord, task: TaskRecord) => Promise<AgentContext>;
  /** A signal that is aborted at this time, milliseconds since the epoch. */
  readonly signalAt: (ms: number) => AbortSignal;
}

/**
 * Runs one attempt of a task, so that whatever is repeated, killed or late, the task has one outcome.
 *
 * 1. The record is created, when the call brings the task with it.
 * 2. Gate: the attempt takes the task over, one conditional write. Refused because the task is settled: the recorded
 *    answer is given again.
 * 3. The agent works, with what it should know, until the deadline at most.
 * 4. Deadline and attempt are looked at once more; then the deliverables are kept, under ids of this attempt.
 * 5. Finish: the result is written on condition that the task is still this attempt's. If it is not, only that is recorded.
 *
 * An error that a retry may help leaves the task started; any other settles it as failed.
 *
 * @throws CallInvalid, RequestUnknown, RequestClosed, TaskUnknown, DeadlineExceeded, AttemptFenced, AgentReportedFailure
 *   and whatever the provider throws
 */
export async function runTask(ports: RunTaskPorts, call: AgentCall): Promise<AgentAnswer> {
  const request = await openRequest(ports, call);
  const key: TaskKey = { tenantId: call.tenantId, requestId: call.requestId, taskId: call.taskId };
  if (call.task !== undefined) await ports.tasks.create(call.tenantId, newTask(ports, call, call.task));

  const startedAt = ports.clock();
  if (startedAt >= call.deadline) return answerLate(ports, call, key);
  const task = await ports.tasks.start(key, { round: call.round, agentId: ports.agent.id, at: isoTime(startedAt) });
  if (task === undefined) return recordedAnswer(ports, key);

  try {
    const answer = await work(ports, call, request, task);
    const result = await keep(ports, call, key, task, answer, startedAt);
    return await finish(ports, key, request, task, result);
  } catch (error) {
    if (!isBatonError(error) || error.kind.retry || error.name === 'AttemptFenced') throw error;
    if (error.name !== 'AgentReportedFailure') {
      const failure = { name: error.name, message: error.message };
      await settleFailed(ports, key, request, task, failure, usageSpent(error));
    }
    throw error;
  }
}

async function openRequest(ports: RunTaskPorts, call: AgentCall): Promise<RequestRecord> {
  const request = await ports.requests.read(call);
  if (request === undefined) throw new BatonError('RequestUnknown', `request ${call.requestId} is not in the journal`);
  const open =
    openStatuses.includes(request.status) && request.status !== 'cancelling' && request.status !== 'rolling-back';
  if (!open || request.generation > call.generation) {
    throw new BatonError(
      'RequestClosed',
      `request ${call.requestId} is ${request.status} in generation ${request.generation}: generation ${call.generation} may not start work`,
    );
  }
  return request;
}

function newTask(ports: RunTaskPorts, call: AgentCall, spec: NonNullable<AgentCall['task']>): TaskRecord {
  return {
    ...spec,
    taskId: call.taskId,
    agentId: ports.agent.id,
    requestId: call.requestId,
    generation: call.generation,
    round: call.round,
    status: 'waiting',
    attempt: 0,
    createdAt: isoTime(ports.clock()),
  };
}

/** No work starts any more; what was done in time is answered all the same, to whoever did not hear it. */
async function answerLate(ports: RunTaskPorts, call: AgentCall, key: TaskKey): Promise<AgentAnswer> {
  const task = await ports.tasks.read(key);
  const done = task !== undefined && settledStatuses.includes(task.status) && task.round >= call.round;
  if (!done) throw late(call);
  return recordedAnswer(ports, key);
}

async function recordedAnswer(ports: RunTaskPorts, key: TaskKey): Promise<AgentAnswer> {
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
  if (task.error !== undefined) {
    throw new BatonError(errorNameOf(task.error.name), `task ${task.taskId} has failed before: its record says why`);
  }
  return answerOf(task);
}

async function work(
  ports: RunTaskPorts,
  call: AgentCall,
  request: RequestRecord,
  task: TaskRecord,
): Promise<ProviderAnswer> {
  const context = await ports.contextOf(request, task);
  return ports.provider.run({
    agent: ports.agent,
    task,
    context,
    idempotencyKey: idempotencyKey({ ...call, round: task.round }),
    signal: ports.signalAt(call.deadline),
  });
}

async function keep(
  ports: RunTaskPorts,
  call: AgentCall,
  key: TaskKey,
  task: TaskRecord,
  { body, usage }: ProviderAnswer,
  startedAt: number,
): Promise<Result> {
  await requireOurs(ports, key, task);
  if (ports.clock() >= call.deadline) throw late(call);
  const deliverables = body.deliverables.map(({ title, kind, content }, index) => ({
    deliverableId: `${task.taskId}-${task.attempt}-${index + 1}`,
    taskId: task.taskId,
    agentId: task.agentId,
    title,
    kind,
    content,
    createdAt: isoTime(ports.clock()),
  }));
  for (const deliverable of deliverables) await ports.deliverables.write(key, deliverable);
  return {
    ...body,
    deliverables: deliverables.map(({ deliverableId, title, kind }) => ({ id: deliverableId, title, kind })),
    usage,
    provider: ports.provider.name,
    startedAt: isoTime(startedAt),
    endedAt: isoTime(ports.clock()),
  };
}

async function finish(
  ports: RunTaskPorts,
  key: TaskKey,
  request: RequestRecord,
  task: TaskRecord,
  result: Result,
): Promise<AgentAnswer> {
  if (result.status === 'failed') {
    const failure = { name: 'AgentReportedFailure', message: result.outcome };
    await settleFailed(ports, key, request, task, failure, result.usage, result);
    throw new BatonError(
      'AgentReportedFailure',
      `${task.agentId} could not do task ${task.taskId}: its record says why`,
    );
  }
  const completionSeq = await ports.completions.next(key);
  const at = isoTime(ports.clock());
  const settled = await ports.tasks.settle(key, task.attempt, { status: 'completed', at, result, completionSeq });
  if (settled === undefined) {
    await ports.tasks.noteLate(key, task.attempt, at);
    throw fenced(task);
  }
  await accountFor(ports, request, settled, result.usage);
  return answerOf(settled);
}

async function settleFailed(
  ports: RunTaskPorts,
  key: TaskKey,
  request: RequestRecord,
  task: TaskRecord,
  error: { name: string; message: string },
  spent: Usage,
  result?: Result,
): Promise<void> {
  const at = isoTime(ports.clock());
  const end = { status: 'failed', at, error, ...(result === undefined ? {} : { result }) } as const;
  const settled = await ports.tasks.settle(key, task.attempt, end);
  if (settled === undefined) await ports.tasks.noteLate(key, task.attempt, at);
  else await accountFor(ports, request, settled, spent);
}

async function requireOurs(ports: RunTaskPorts, key: TaskKey, task: TaskRecord): Promise<void> {
  const now = await ports.tasks.read(key);
  if (now?.status === 'started' && now.attempt === task.attempt) return;
  await ports.tasks.noteLate(key, task.attempt, isoTime(ports.clock()));
  throw fenced(task);
}

function answerOf(task: TaskRecord): AgentAnswer {
  return {
    taskId: task.taskId,
    status: task.status,
    facts: task.result?.facts ?? {},
    ref: `${task.requestId}/tasks/${task.taskId}`,
  };
}

function late(call: AgentCall): BatonError {
  const over = isoTime(call.deadline);
  return new BatonError('DeadlineExceeded', `the time box of task ${call.taskId} was over at ${over}`);
}

function fenced(task: TaskRecord): BatonError {
  return new BatonError('AttemptFenced', `task ${task.taskId} is no longer attempt ${task.attempt}'s to finish`);
}
