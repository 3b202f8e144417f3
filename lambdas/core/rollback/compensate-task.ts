import type { AgentDefinition } from '../agent/definition.ts';
import type { AgentContext, Provider } from '../agent/provider.ts';
import { usageSpent } from '../agent/usage.ts';
import type { MetricsCounter } from '../metrics/ports.ts';
import { type Clock, isoTime } from '../clock.ts';
import { BatonError } from '../errors.ts';
import type { RequestReader } from '../request/ports.ts';
import type { RequestRecord } from '../request/request.ts';
import { countSpent } from '../task/account.ts';
import type { AgentAnswer, CompensationCall } from '../task/call.ts';
import type { EffectLedger } from '../task/effects.ts';
import { answerOf, late } from '../task/gate.ts';
import { readSources, type Source, type SourcePorts } from '../task/hand-over.ts';
import type { DeliverableWriter, TaskReader } from '../task/ports.ts';
import type { Result } from '../task/result.ts';
import { idempotencyKey, settledStatuses, type TaskRecord } from '../task/task.ts';
import { accountForCompensation, type CompensationAccountPorts } from './account.ts';
import type { DeliverableWithdrawer, TaskFence } from './ports.ts';
import { requireStopping } from './stopping.ts';

export interface CompensatePorts extends CompensationAccountPorts {
  readonly clock: Clock;
  readonly agent: AgentDefinition;
  readonly provider: Provider;
  readonly requests: RequestReader;
  readonly tasks: TaskReader & TaskFence;
  readonly deliverables: SourcePorts['deliverables'] & DeliverableWriter & DeliverableWithdrawer;
  readonly effects: EffectLedger;
  readonly metrics: MetricsCounter;
  readonly contextOf: (request: RequestRecord, task: TaskRecord, sources: readonly Source[]) => Promise<AgentContext>;
  /** A signal that is aborted at this time, milliseconds since the epoch. */
  readonly signalAt: (ms: number) => AbortSignal;
}

/**
 * Undoes what a task did, as the task itself says how. Whatever is repeated, it is undone under one idempotency key.
 *
 * 1. Only the rollback of the request's present epoch may do it, and only on a task whose functions have all ended.
 * 2. Where the compensation is an instruction, the task's agent carries it out. It may find that there is nothing to undo.
 * 3. What the task made is marked as withdrawn.
 * 4. The task is `compensated`.
 *
 * @throws RequestUnknown, RequestClosed, TaskUnknown, CallInvalid, DeadlineExceeded, CompensationFailed, and whatever the
 *   provider throws
 */
export async function compensateTask(ports: CompensatePorts, call: CompensationCall): Promise<AgentAnswer> {
  const request = await requireStopping(ports, call);
  const task = await requireTask(ports, call);
  if (task.status === 'compensated') return recorded(ports, request, task);
  if (ports.clock() >= call.deadline) throw late(call);

  const key = idempotencyKey({ ...call, round: task.round });
  const { tenantId, requestId, taskId } = call;
  const told = { tenantId, requestId, taskId, agentId: task.agentId, attempt: task.attempt };
  await ports.effects.tell({ kind: 'compensation', key, ...told });
  const result = await carryOut(ports, call, request, task, key);
  const at = isoTime(ports.clock());
  await ports.deliverables.withdraw(call, at);
  const end = { status: 'compensated', at, ...(result === undefined ? {} : { compensationResult: result }) } as const;
  const compensated = (await ports.tasks.endCompensation(call, end)) ?? (await requireTask(ports, call));
  if (result !== undefined) await countSpent(ports, request, task.agentId, result.usage);
  return recorded(ports, request, compensated);
}

async function requireTask(ports: CompensatePorts, call: CompensationCall): Promise<TaskRecord> {
  const task = await ports.tasks.read(call);
  if (task === undefined) {
    throw new BatonError('TaskUnknown', `task ${call.taskId} is not in the journal of ${call.requestId}`);
  }
  const ours = task.agentId === ports.agent.id;
  if (ours && !settledStatuses.includes(task.status)) {
    throw new BatonError(
      'CompensationFailed',
      `task ${task.taskId} is ${task.status} again: it has to be fenced first`,
    );
  }
  if (ours && task.compensation !== undefined) return task;
  const why = ours ? 'has no compensation to be done' : `is for ${task.agentId}`;
  throw new BatonError('CallInvalid', `task ${task.taskId} ${why}: ${ports.agent.id} was asked to compensate it`);
}

/** What the agent did to undo the task; undefined where all there is to undo is what the task made. */
async function carryOut(
  ports: CompensatePorts,
  call: CompensationCall,
  request: RequestRecord,
  task: TaskRecord,
  key: string,
): Promise<Result | undefined> {
  const { compensation } = task;
  if (compensation === undefined || 'withdraw' in compensation) return undefined;
  const startedAt = isoTime(ports.clock());
  const { planning: _planning, reviews: _reviews, compensation: _own, result: _result, ...rest } = task;
  const undoing = { ...rest, instruction: compensation.instruction, expects: undoExpects, dependsOn: [task.taskId] };
  try {
    const sources = await readSources(ports, call, undoing);
    const context = await ports.contextOf(request, { ...undoing, round: 0 }, sources);
    const { body, usage } = await ports.provider.run({
      agent: ports.agent,
      task: undoing,
      context: { ...context, undoing: true },
      idempotencyKey: key,
      signal: ports.signalAt(call.deadline),
    });
    if (body.status === 'failed' || body.status === 'degraded') {
      await countSpent(ports, request, task.agentId, usage);
      throw new BatonError('CompensationFailed', `${task.agentId} could not undo task ${task.taskId}: ${body.outcome}`);
    }
    const deliverables = body.deliverables.map((draft, index) => ({
      ...draft,
      deliverableId: `${task.taskId}-undo-${index + 1}`,
      taskId: task.taskId,
      agentId: task.agentId,
      undoes: true,
      createdAt: isoTime(ports.clock()),
    }));
    for (const deliverable of deliverables) await ports.deliverables.write(call, deliverable);
    return {
      ...body,
      deliverables: deliverables.map(({ deliverableId, title, kind }) => ({ id: deliverableId, title, kind })),
      usage,
      provider: ports.provider.name,
      startedAt,
      endedAt: isoTime(ports.clock()),
    };
  } catch (error) {
    await countSpent(ports, request, task.agentId, usageSpent(error));
    throw error;
  }
}

const undoExpects = 'Everything is as it was before the task; where there is nothing to undo, that is said.';

async function recorded(ports: CompensatePorts, request: RequestRecord, task: TaskRecord): Promise<AgentAnswer> {
  await accountForCompensation(ports, request, task);
  return answerOf(task);
}
