import type { AuditTrail, MetricsCounter } from '../audit/audit.ts';
import type { RequestRecord } from '../request/request.ts';
import type { Usage } from './result.ts';
import type { TaskRecord } from './task.ts';

export interface AccountPorts {
  readonly audit: AuditTrail;
  readonly metrics: MetricsCounter;
}

/** Counted by the attempt that settled the task, so a repeated call counts nothing twice. */
export async function accountFor(
  ports: AccountPorts,
  request: RequestRecord,
  task: TaskRecord,
  spent: Usage,
): Promise<void> {
  const success = task.status === 'completed';
  await ports.audit.record({
    eventType: `task.${task.status}`,
    tenantId: request.tenantId,
    userId: request.userId,
    sessionId: request.sessionId,
    requestId: request.requestId,
    agentInvolved: task.agentId,
    operation: `run:${task.taskId}`,
    input: task.instruction,
    output: task.result?.outcome ?? task.error?.message ?? '',
    success,
  });
  const durationMs = Date.parse(task.endedAt ?? task.createdAt) - Date.parse(task.startedAt ?? task.createdAt);
  await ports.metrics.count(
    request.tenantId,
    { kind: 'agent', name: task.agentId },
    {
      tasks: 1,
      [task.status]: 1,
      durationMs,
      ...spent,
    },
  );
}
