import type { AuditTrail } from '../audit/audit.ts';
import type { RequestRecord } from '../request/request.ts';
import type { TaskRecord } from '../task/task.ts';

/** Puts how a compensation ended into the audit trail; whoever meets it ended may do so again. */
export async function auditCompensation(
  ports: { readonly audit: AuditTrail },
  request: RequestRecord,
  task: TaskRecord,
): Promise<void> {
  await ports.audit.record(request, {
    eventType: `task.${task.status}`,
    key: `${task.status}-${task.taskId}-${task.generation}-${request.epoch}`,
    agentInvolved: task.agentId,
    operation: `compensate:${task.taskId}`,
    input: instructionOf(task),
    output: task.compensationResult?.outcome ?? task.compensationError?.message ?? '',
    success: task.status === 'compensated',
  });
}

function instructionOf({ compensation }: TaskRecord): string {
  return compensation !== undefined && 'instruction' in compensation ? compensation.instruction : 'withdraw';
}
