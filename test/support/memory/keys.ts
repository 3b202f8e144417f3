import type { RequestKey } from '../../../lambdas/core/request/request.ts';
import type { SessionKey } from '../../../lambdas/core/session/session.ts';
import type { TaskKey } from '../../../lambdas/core/task/ports.ts';

export const idOf = ({ tenantId, requestId }: RequestKey) => `${tenantId} ${requestId}`;
export const taskIdOf = (key: TaskKey) => `${idOf(key)} ${key.taskId}`;
export const sessionIdOf = ({ tenantId, sessionId }: SessionKey) => `${tenantId} ${sessionId}`;
