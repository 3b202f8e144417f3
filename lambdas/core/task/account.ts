import type { AuditTrail } from '../audit/audit.ts';
import type { MetricsCounter } from '../metrics/ports.ts';
import type { RequestRecord } from '../request/request.ts';
import type { Usage } from './result.ts';
import type { TaskRecord } from './task.ts';

export interface AccountPorts {
  readonly audit: AuditTrail;
  readonly metrics: MetricsCounter;
}

/** Puts how a task ended into the audit trail; whoever meets it settled may do so again. */
export async function auditTask(
  ports: Pick<AccountPorts, 'audit'>,
  request: RequestRecord,
  task: TaskRecord,
): Promise<void> {
  await ports.audit.record(request, {
    eventType: `task.${task.status}`,
    key: `task-${task.taskId}-${task.generation}-${task.round}`,
    agentInvolved: task.agentId,
    operation: `run:${task.taskId}`,
    input: task.instruction,
    output: task.result?.outcome ?? task.error?.message ?? '',
    success: task.status === 'completed',
  });
}

/** Audits a task and counts it. Only the attempt that settled it does, so a repeated call counts nothing twice. */
export async function accountFor(
  ports: AccountPorts,
  request: RequestRecord,
  task: TaskRecord,
  spent: Usage,
): Promise<void> {
  await auditTask(ports, request, task);
  const durationMs = Date.parse(task.endedAt ?? task.createdAt) - Date.parse(task.startedAt ?? task.createdAt);
  const add = { tasks: 1, [task.status]: 1, durationMs, ...spent };
  await ports.metrics.count(request.tenantId, { kind: 'agent', name: task.agentId }, add);
}

/** Counts what a model was paid for in an attempt that settled nothing: the next attempt pays again. */
export async function countSpent(
  ports: Pick<AccountPorts, 'metrics'>,
  request: RequestRecord,
  agentId: string,
  spent: Usage,
): Promise<void> {
  if (spent.inputTokens + spent.outputTokens === 0) return;
  await ports.metrics.count(request.tenantId, { kind: 'agent', name: agentId }, { ...spent });
}
