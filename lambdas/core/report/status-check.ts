import type { Registry } from '../agent/registry.ts';
import { lastStatuses } from '../agent/status.ts';
import type { AuditTrail } from '../audit/audit.ts';
import { type Clock, isoTime } from '../clock.ts';
import { type EventAppender, type EventReader, recordEvent } from '../events/event.ts';
import { coordinatorName } from '../request/ask.ts';
import type { RequestRecord } from '../request/request.ts';
import { isEnded, isUnderWay } from '../request/status.ts';
import type { MessageAppender } from '../session/session.ts';
import type { TaskLister } from '../task/ports.ts';
import { firstOf } from '../text/markdown.ts';
import { type FollowUp, followUpsOn, progressOf, whyHeld } from './follow-up.ts';
import { type Standing, standingOfRequest } from './standing.ts';

export interface StatusCheckPorts {
  readonly clock: Clock;
  readonly registry: Pick<Registry, 'byId'>;
  readonly tasks: TaskLister;
  readonly eventLog: EventReader & EventAppender;
  readonly messages: MessageAppender;
  readonly audit: AuditTrail;
}

/** How a request stands, who was asked about what holds it up, and both in words. */
export interface StatusCheck extends Standing {
  readonly followUps: readonly Pick<FollowUp, 'taskId' | 'agentId' | 'asked' | 'why'>[];
  readonly text: string;
}

/** How long the list of tasks in the words may be, characters. */
const room = 8_000;

/**
 * Looks how a request stands, and follows up what holds it up.
 *
 * 1. Tasks and what their agents said last are read. Agents run as functions: none can be asked while it is at work.
 * 2. For each task that is held up somebody else is asked, once: in the conversation, in the request's history, in the audit trail.
 */
export async function checkStatus(ports: StatusCheckPorts, request: RequestRecord): Promise<StatusCheck> {
  const tasks = await ports.tasks.list(request);
  const told = await lastStatuses(ports.eventLog, request, tasks);
  const standing = standingOfRequest(request, tasks, told, isoTime(ports.clock()));
  const followUps = isUnderWay(request.status) ? followUpsOn(standing, request.userId, ports.registry) : [];
  for (const followUp of followUps) await follow(ports, request, followUp);
  return {
    ...standing,
    followUps: followUps.map(({ taskId, agentId, asked, why }) => ({ taskId, agentId, asked, why })),
    text: inWords(standing, followUps),
  };
}

/** A person asks in the conversation how a request stands: the question and the answer are turns of it. */
export async function answerStatusQuestion(
  ports: StatusCheckPorts,
  request: RequestRecord,
  { userId, text }: { userId: string; text: string },
): Promise<StatusCheck> {
  const { requestId } = request;
  const since = isoTime(ports.clock());
  const turn = { since, requestId };
  const writeId = `${requestId}.status-${ports.clock()}-${userId}`;
  await ports.messages.append(request, { ...turn, writeId, role: 'user', text, author: userId });
  const check = await checkStatus(ports, request);
  await ports.messages.append(request, {
    ...turn,
    writeId: `${writeId}.answer`,
    role: 'assistant',
    text: check.text,
    author: coordinatorName,
  });
  return check;
}

async function follow(ports: StatusCheckPorts, request: RequestRecord, followUp: FollowUp): Promise<void> {
  const { key, taskId, agentId, attempt, asked, why, message, since } = followUp;
  const said = await ports.messages.append(request, {
    writeId: `${request.requestId}.${key}`,
    since,
    role: 'assistant',
    text: message,
    author: coordinatorName,
    requestId: request.requestId,
  });
  await recordEvent(ports, request, {
    type: 'follow-up',
    at: said.createdAt,
    taskId,
    agentId,
    ...(attempt === 0 ? {} : { attempt }),
    which: key,
    detail: { asked, why },
  });
  await ports.audit.record(request, {
    eventType: 'task.followed-up',
    key,
    agentInvolved: agentId,
    operation: `follow-up:${taskId}`,
    input: why,
    output: message,
    success: true,
  });
}

function inWords(standing: Standing, followUps: readonly FollowUp[]): string {
  const { requestId, status, since, due, late, settled, tasks, atWork, waiting, support, question, undoneFor } =
    standing;
  const lines = [
    ...atWork.flatMap((task) => {
      const held = whyHeld(task);
      return [`- ${progressOf(task)}`, ...(held === undefined ? [] : [`  Held up: ${held}.`])];
    }),
    ...waiting.map(({ taskId, agentId, waitsOn }) => {
      const on = waitsOn.map((one) => `${one.taskId}${one.status === undefined ? '' : ` (${one.status})`}`).join(', ');
      return `- ${taskId} (${agentId}) ${on === '' ? 'is about to begin' : `waits for ${on}`}.`;
    }),
    ...support.map(
      ({ taskId, agentId, reason, urgency }) => `- ${taskId} (${agentId}) wants support (${urgency}): ${reason}`,
    ),
  ];
  const asked = followUps.map(
    ({ taskId, asked: { role, name }, why }) => `- ${taskId}: ${role} ${name}, because ${why}.`,
  );
  return [
    `Request ${requestId} is ${status}: asked for ${since}${due === undefined ? '' : `, due by ${due}`}${late ? ', and late' : ''}; ${settled} of ${tasks} tasks are settled.`,
    ...(undoneFor === undefined || isEnded(status) ? [] : [`It is being undone: ${undoneFor}`]),
    ...(question === undefined ? [] : [`It waits for your answer, until ${question.expiresAt}: ${question.text}`]),
    ...firstOf(lines, room, (count) => `- and ${count} more lines: /v1/requests/${requestId}/tasks`),
    ...(asked.length === 0
      ? []
      : ['', 'Asked about what holds it up, in the conversation and in the history:', ...asked]),
    ...(atWork.length === 0 ? [] : ['', 'Agents cannot be interrupted at work: this is what each said last.']),
    ...(isEnded(status) ? [`It is over; what came of it: /v1/requests/${requestId}/report`] : []),
  ].join('\n');
}
