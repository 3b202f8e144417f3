import type { AuditTrail } from '../audit/audit.ts';
import { type EventAppender, recordEvent } from '../events/event.ts';
import type { RequestRecord } from '../request/request.ts';
import type { StoppingStatus } from '../request/status.ts';
import { aboutTask } from '../task/happenings.ts';
import type { TaskRecord } from '../task/task.ts';

/** How much of an outcome an event tells, characters: the rest is with the task. */
const outcomeLimit = 300;

export interface CompensationAccountPorts {
  readonly audit: AuditTrail;
  readonly eventLog: EventAppender;
}

/** Puts how a compensation ended into the audit trail and the request's history; whoever meets it ended may do so again. */
export async function accountForCompensation(
  ports: CompensationAccountPorts,
  request: RequestRecord,
  task: TaskRecord,
): Promise<void> {
  const type = task.status === 'compensated' ? 'task.compensated' : 'task.dirty';
  const outcome = task.compensationResult?.outcome ?? task.compensationError?.message;
  await recordEvent(ports, request, {
    ...aboutTask(task),
    type,
    at: task.compensatedAt ?? request.updatedAt,
    ...(outcome === undefined ? {} : { detail: { outcome: outcome.slice(0, outcomeLimit).toWellFormed() } }),
  });
  await ports.audit.record(request, {
    eventType: `task.${task.status}`,
    key: `${task.status}-${task.taskId}-${task.generation}-${request.epoch}`,
    agentInvolved: task.agentId,
    operation: `compensate:${task.taskId}`,
    input: instructionOf(task),
    output: outcome ?? '',
    success: task.status === 'compensated',
  });
}

/** Puts into the history of a request that it is being undone, and why; whoever goes on with it may do so again. */
export async function recordStopping(
  ports: Pick<CompensationAccountPorts, 'eventLog'>,
  request: RequestRecord & { readonly status: StoppingStatus },
): Promise<void> {
  const { status, epoch, rollback } = request;
  if (rollback === undefined) return;
  const { cause, failedTask, requestedBy } = rollback;
  await recordEvent(ports, request, {
    type: `request.${status}`,
    at: rollback.startedAt,
    which: String(epoch),
    detail: { cause, failedTask, requestedBy },
  });
}

function instructionOf({ compensation }: TaskRecord): string {
  return compensation !== undefined && 'instruction' in compensation ? compensation.instruction : 'withdraw';
}
