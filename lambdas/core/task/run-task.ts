import type { AgentContext, Provider, ProviderAnswer } from '../agent/provider.ts';
import { blockedStatus, type Milestone, workingStatus } from '../agent/status.ts';
import { usageSpent } from '../agent/usage.ts';
import { isoTime } from '../clock.ts';
import { BatonError, isBatonError } from '../errors.ts';
import { recordEvent } from '../events/event.ts';
import type { RequestRecord } from '../request/request.ts';
import { accountFor, type AccountPorts, countSpent } from './account.ts';
import type { AgentAnswer, AgentCall } from './call.ts';
import type { EffectLedger } from './effects.ts';
import { type FaultPorts, type Strike, strikeOf } from './faults.ts';
import { answerOf, fenced, type GatePorts, late, openRequest, passGate } from './gate.ts';
import { aboutTask, statusEvent } from './happenings.ts';
import { handOver, type HandOverPorts, readSources, type Source, type SourcePorts } from './hand-over.ts';
import type { CompletionCounter, DeliverableWriter, TaskCreator, TaskKey } from './ports.ts';
import type { Result, Usage } from './result.ts';
import { tellSettled } from './settled.ts';
import { idempotencyKey, type TaskRecord } from './task.ts';

export interface RunTaskPorts extends AccountPorts, GatePorts, HandOverPorts, FaultPorts {
  readonly provider: Provider;
  readonly tasks: GatePorts['tasks'] & TaskCreator;
  readonly completions: CompletionCounter;
  readonly deliverables: DeliverableWriter & SourcePorts['deliverables'];
  readonly effects: EffectLedger;
  /** Puts together what the agent should know: the conversation, the work it builds on, the review that sent it back. */
  readonly contextOf: (request: RequestRecord, task: TaskRecord, sources: readonly Source[]) => Promise<AgentContext>;
  /** A signal that is aborted at this time, milliseconds since the epoch. */
  readonly signalAt: (ms: number) => AbortSignal;
}

/**
 * Runs one attempt of a task, so that whatever is repeated, killed or late, the task has one outcome.
 *
 * 1. The record is created, when the call brings the task with it.
 * 2. Gate: the attempt takes the task over, one conditional write. Refused because the task is settled: the recorded
 *    answer is given again. Refused because it waits for other tasks: it looks whether they are settled, and tries once
 *    more. A task that builds on one that did not complete is skipped.
 * 3. What it builds on is taken over, once it is verified; then the agent works, with what it should know, until the deadline
 *    at most.
 * 4. Deadline and attempt are looked at once more; then the ledger outside is told, and the deliverables are kept, under ids
 *    of this attempt.
 * 5. Finish: the result is written on condition that the task is still this attempt's. If it is not, only that it ended is
 *    recorded: a rollback waits for that.
 * 6. Release: on every way out of a settled task, and on every repetition, the tasks that build on it are told.
 *
 * What happens on the way is told to the history of the request.
 *
 * An error that a retry may help leaves the task started; any other settles it as failed.
 *
 * Where the request wants a fault to strike the attempt, it does so on this way.
 *
 * @throws DependenciesPending, PlanStalled, CallInvalid, RequestUnknown, RequestClosed, TaskUnknown, DeadlineExceeded, AttemptFenced, HandoffRejected,
 *   AgentReportedFailure and whatever the provider throws
 */
export async function runTask(ports: RunTaskPorts, call: AgentCall): Promise<AgentAnswer> {
  const request = await openRequest(ports, call);
  const key: TaskKey = { tenantId: call.tenantId, requestId: call.requestId, taskId: call.taskId };
  if (call.task !== undefined) await ports.tasks.create(call.tenantId, newTask(ports, call, call.task));

  const passage = await passGate(ports, call, key, request);
  if ('answer' in passage) return passage.answer;
  const { task } = passage;
  const strike = strikeOf(ports, request.inject, task, call, () => ports.tasks.noteEnd(key, task.attempt));

  try {
    const answer = await work(ports, call, key, request, task, strike);
    const result = await keep(ports, call, key, task, answer, strike);
    return await finish(ports, key, request, task, result);
  } catch (error) {
    if (!isBatonError(error)) throw error;
    if (error.kind.retry || error.name === 'AttemptFenced') {
      await countSpent(ports, request, task.agentId, usageSpent(error));
      await ports.tasks.noteEnd(key, task.attempt);
      if (error.kind.retry) await tellBlocked(ports, call, key, task, error);
      throw error;
    }
    if (error.name !== 'AgentReportedFailure') {
      const failure = { name: error.name, message: error.message };
      await settleFailed(ports, key, request, task, failure, usageSpent(error));
    }
    throw error;
  }
}

/** Says what an attempt came to nothing for. */
async function tellBlocked(
  ports: RunTaskPorts,
  { deadline }: AgentCall,
  key: TaskKey,
  task: TaskRecord,
  error: BatonError,
): Promise<void> {
  const told = statusEvent(task, blockedStatus(task, error, deadline), isoTime(ports.clock()));
  // It comes after whatever the attempt said before.
  await recordEvent(ports, key, { ...told, which: 'blocked', place: 31 });
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

async function work(
  ports: RunTaskPorts,
  call: AgentCall,
  key: TaskKey,
  request: RequestRecord,
  task: TaskRecord,
  strike: Strike,
): Promise<ProviderAnswer> {
  const status = (milestone: Milestone, at = isoTime(ports.clock())) =>
    statusEvent(task, workingStatus(task, milestone, call.deadline), at);
  const begun = task.startedAt ?? task.createdAt;
  const started = { ...aboutTask(task), type: 'task.started' as const, at: begun };
  await recordEvent(ports, key, started, status('started', begun));
  const sources = await readSources(ports, key, task);
  const handoff = await handOver(ports, key, task, sources, call.deadline);
  const context = await ports.contextOf(request, task, sources);
  await recordEvent(ports, key, status('contextRead'));
  await strike('working');
  const answer = await ports.provider.run({
    agent: ports.agent,
    task,
    context: { ...context, ...(handoff === undefined ? {} : { handoff }) },
    idempotencyKey: keyOf(call, task),
    signal: ports.signalAt(call.deadline),
  });
  await strike('answered', answer.usage);
  await recordEvent(ports, key, status('answered'));
  return answer;
}

async function keep(
  ports: RunTaskPorts,
  call: AgentCall,
  key: TaskKey,
  task: TaskRecord,
  { body, usage }: ProviderAnswer,
  strike: Strike,
): Promise<Result> {
  await requireOurs(ports, key, task);
  if (ports.clock() >= call.deadline) throw late(call);
  await strike('sure');
  await tellEffect(ports, call, task);
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
  await strike('done');
  return {
    ...body,
    deliverables: deliverables.map(({ deliverableId, title, kind }) => ({ id: deliverableId, title, kind })),
    usage,
    provider: ports.provider.name,
    startedAt: task.startedAt ?? task.createdAt,
    endedAt: isoTime(ports.clock()),
  };
}

/** A review leaves nothing behind; whatever else an agent does is to be accounted for before it is done. */
async function tellEffect(ports: RunTaskPorts, call: AgentCall, task: TaskRecord): Promise<void> {
  if (task.reviews !== undefined) return;
  const { tenantId, requestId, taskId } = call;
  const { agentId, attempt } = task;
  await ports.effects.tell({ kind: 'effect', key: keyOf(call, task), tenantId, requestId, taskId, agentId, attempt });
}

function keyOf(call: AgentCall, task: TaskRecord): string {
  return idempotencyKey({ ...call, round: task.round });
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
  if (settled === undefined) throw fenced(task);
  await tellSettled(ports, key, settled);
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
  if (settled === undefined) {
    await ports.tasks.noteEnd(key, task.attempt);
    return;
  }
  await tellSettled(ports, key, settled);
  await accountFor(ports, request, settled, spent);
}

async function requireOurs(ports: RunTaskPorts, key: TaskKey, task: TaskRecord): Promise<void> {
  const now = await ports.tasks.read(key);
  if (now?.status === 'started' && now.attempt === task.attempt) return;
  throw fenced(task);
}
