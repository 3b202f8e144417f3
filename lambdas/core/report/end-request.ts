import type { AuditTrail } from '../audit/audit.ts';
import { type Clock, isoTime } from '../clock.ts';
import { BatonError } from '../errors.ts';
import { coordinatorName } from '../request/ask.ts';
import type { RequestEvents, RequestMover, RequestReader } from '../request/ports.ts';
import type { RequestKey, RequestRecord } from '../request/request.ts';
import { isEnded } from '../request/status.ts';
import type { MessageAppender } from '../session/session.ts';
import type { TaskGate, TaskLister, TaskReader } from '../task/ports.ts';
import { settledStatuses } from '../task/task.ts';
import { completionReply, failureReply } from './reply.ts';

export interface EndRequestPorts {
  readonly clock: Clock;
  readonly requests: RequestReader & RequestMover;
  readonly tasks: TaskReader & TaskLister & TaskGate;
  readonly messages: MessageAppender;
  readonly audit: AuditTrail;
  readonly events: RequestEvents;
}

/** What went wrong, as the state machine knows it. */
export interface Failure {
  readonly name: string;
  readonly message: string;
}

/**
 * Answers the user with what the expert did, and closes the request as succeeded.
 *
 * 1. The task's result is read; its outcome and next steps become the reply.
 * 2. The reply is appended to the conversation.
 * 3. The request moves to `succeeded`; only the first to do so audits and tells the world.
 *
 * @throws RequestUnknown, TaskUnknown
 */
export async function respond(ports: EndRequestPorts, key: RequestKey, taskId: string): Promise<RequestRecord> {
  const request = await readRequest(ports, key);
  if (isEnded(request.status)) return request;
  const task = await ports.tasks.read({ ...key, taskId });
  if (task?.result === undefined) {
    throw new BatonError('TaskUnknown', `task ${taskId} of request ${key.requestId} has no result to answer with`);
  }
  const reply = completionReply(request, task, task.result);
  await say(ports, request, reply, task.agentId);
  return close(ports, request, { status: 'succeeded', reply });
}

/**
 * Tells the user what went wrong, settles what was left started, and closes the request as failed.
 *
 * @throws RequestUnknown
 */
export async function fail(ports: EndRequestPorts, key: RequestKey, failure: Failure): Promise<RequestRecord> {
  const request = await readRequest(ports, key);
  if (isEnded(request.status)) return request;
  for (const task of await ports.tasks.list(key)) {
    if (settledStatuses.includes(task.status)) continue;
    await ports.tasks.abandon({ ...key, taskId: task.taskId }, { at: isoTime(ports.clock()), error: failure });
  }
  const reply = failureReply(failure);
  await say(ports, request, reply, coordinatorName);
  return close(ports, request, { status: 'failed', reply, error: failure });
}

async function readRequest(ports: EndRequestPorts, key: RequestKey): Promise<RequestRecord> {
  const request = await ports.requests.read(key);
  if (request !== undefined) return request;
  throw new BatonError('RequestUnknown', `request ${key.requestId} is not in the journal`);
}

async function say(ports: EndRequestPorts, request: RequestRecord, text: string, author: string): Promise<void> {
  await ports.messages.append(request, {
    writeId: `${request.requestId}.reply`,
    since: request.createdAt,
    role: 'assistant',
    text,
    author,
    requestId: request.requestId,
  });
}

async function close(
  ports: EndRequestPorts,
  request: RequestRecord,
  end: { status: 'succeeded' | 'failed'; reply: string; error?: Failure },
): Promise<RequestRecord> {
  const closed = await ports.requests.move(request, { ...end, question: null });
  if (closed === undefined) return readRequest(ports, request);
  await ports.audit.record({
    eventType: `request.${end.status}`,
    tenantId: request.tenantId,
    userId: request.userId,
    sessionId: request.sessionId,
    requestId: request.requestId,
    operation: 'respond',
    input: request.text,
    output: end.reply,
    success: end.status === 'succeeded',
  });
  await ports.events.publish(`request.${end.status}`, closed);
  return closed;
}
