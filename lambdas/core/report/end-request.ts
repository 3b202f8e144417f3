import type { AuditTrail } from '../audit/audit.ts';
import { type Clock, isoTime } from '../clock.ts';
import { BatonError } from '../errors.ts';
import { type EventAppender, eventTypes, recordEvent } from '../events/event.ts';
import { clipBytes, excerpt } from '../text/markdown.ts';
import { recount, type RecountPorts } from '../metrics/recount.ts';
import { coordinatorName } from '../request/ask.ts';
import { answersOf, type Verification } from '../request/checklist.ts';
import type { OpenRequests, RequestEvents, RequestMover, RequestReader, VerificationWriter } from '../request/ports.ts';
import type { RequestKey, RequestRecord } from '../request/request.ts';
import { isEnded, isUnderWay } from '../request/status.ts';
import { beginRollback, type BeginRollbackPorts } from '../rollback/stop-request.ts';
import type { MessageAppender } from '../session/session.ts';
import type { HandoffLister, TaskGate, TaskLister, TaskReader } from '../task/ports.ts';
import { recordSettled } from '../task/settled.ts';
import { isPlanning, isWork, settledStatuses, type TaskRecord } from '../task/task.ts';
import type { Failure } from './failure.ts';
import { planReport } from './plan-report.ts';
import { reportOf } from './report.ts';
import { completionReply, failureReply } from './reply.ts';
import { toldIn, verifyRequest } from './verification.ts';

export interface EndRequestPorts extends BeginRollbackPorts, RecountPorts {
  readonly clock: Clock;
  readonly requests: BeginRollbackPorts['requests'] & RequestReader & RequestMover & VerificationWriter;
  readonly open: OpenRequests;
  readonly tasks: TaskReader & TaskLister & TaskGate;
  readonly handoffs: HandoffLister;
  readonly messages: MessageAppender;
  readonly audit: AuditTrail;
  readonly events: RequestEvents;
  readonly eventLog: EventAppender;
}

/**
 * Answers the user with what the expert did, and closes the request as succeeded.
 *
 * 1. The task's result is read; its outcome and next steps become the reply.
 * 2. The checklist of a request that is closed is answered; what is open stands in the reply.
 * 3. The request moves to `succeeded` with the reply. Whoever comes second, or again, changes nothing.
 * 4. The reply of the request, as it is then, is appended to the conversation, once.
 * 5. Who closed the request audits it and tells the world.
 *
 * @throws RequestUnknown, TaskUnknown
 */
export async function respond(ports: EndRequestPorts, key: RequestKey, taskId: string): Promise<RequestRecord> {
  const request = await readRequest(ports, key);
  if (!isUnderWay(request.status)) return asItStands(ports, request);
  const task = await ports.tasks.read({ ...key, taskId });
  if (task?.result === undefined) {
    throw new BatonError('TaskUnknown', `task ${taskId} of request ${key.requestId} has no result to answer with`);
  }
  const verification = verifyRequest(request, await ports.tasks.list(key), isoTime(ports.clock()));
  const reply = completionReply(task, task.result, verification);
  return close(ports, request, { status: 'succeeded', reply, verification });
}

/**
 * Reports to the user what became of a plan, task by task, and closes the request as succeeded when every task was completed.
 * Otherwise it is left to be undone, `rolling-back`, or, where what was completed is to be kept, closed as failed.
 *
 * @param complete whether the machine came to the end of it: a step that was never begun has left no record
 *
 * @throws RequestUnknown
 */
export async function reportOnPlan(ports: EndRequestPorts, key: RequestKey, complete = true): Promise<RequestRecord> {
  const request = await readRequest(ports, key);
  if (!isUnderWay(request.status)) return asItStands(ports, request);
  const listed = await ports.tasks.list(key);
  const whole = (tasks: readonly TaskRecord[]) => complete && lackingIn(tasks).length === 0;
  const undoes = (tasks: readonly TaskRecord[]) => !whole(tasks) && isToBeUndone(request, tasks);
  if (undoes(listed)) return undo(ports, request, listed, incomplete(listed));
  // What nobody waits for any more must not come to an end after the report.
  const tasks = await abandonOpen(ports, key, listed, givenUp);
  if (undoes(tasks)) return undo(ports, request, tasks, incomplete(tasks));
  const handoffs = await ports.handoffs.list(key);
  const status = whole(tasks) ? 'succeeded' : 'failed';
  const verification = verifyRequest(request, tasks, isoTime(ports.clock()));
  const reply = planReport(reportOf({ ...request, status, verification }, tasks, handoffs));
  if (status === 'succeeded') return close(ports, request, { status, reply, verification });
  return close(ports, request, { status, reply, verification, error: incomplete(tasks) });
}

const givenUp: Failure = { name: 'DeadlineExceeded', message: 'it had not ended when nobody waited for it any more' };

const incomplete = (tasks: readonly TaskRecord[]): Failure => ({
  name: 'PlanIncomplete',
  message: lackOf(lackingIn(tasks)),
});

function lackingIn(tasks: readonly TaskRecord[]): TaskRecord[] {
  return tasks.filter((task) => isWork(task) && task.status !== 'completed');
}

/**
 * Tells the user what went wrong, settles what was left started, and closes the request as failed; one of several tasks is left
 * to be undone instead, `rolling-back`, unless what was completed is to be kept. What an agent said about
 * its own failure is read from its task: an error message goes through logs, and agents' words do not.
 *
 * @throws RequestUnknown
 */
export async function fail(ports: EndRequestPorts, key: RequestKey, failure: Failure): Promise<RequestRecord> {
  const request = await readRequest(ports, key);
  if (!isUnderWay(request.status)) return asItStands(ports, request);
  const tasks = await ports.tasks.list(key);
  if (isToBeUndone(request, tasks)) return undo(ports, request, tasks, failure);
  const settled = await abandonOpen(ports, key, tasks, failure);
  if (isToBeUndone(request, settled)) return undo(ports, request, settled, failure);
  const remedy = settled.some(({ status, compensation }) => status === 'completed' && compensation !== undefined)
    ? `POST /v1/requests/${key.requestId}/roll-back`
    : undefined;
  const own = tasks.find(({ error }) => error?.name === failure.name)?.error ?? failure;
  const verification = verifyRequest(request, settled, isoTime(ports.clock()));
  return close(ports, request, { status: 'failed', reply: failureReply(own, remedy), verification, error: own });
}

/** How long a reply may be, bytes: it is kept in the request's item, beside what was asked. */
export const replyBytes = 200_000;

/** How many tasks an error names; the report names all. */
const namedTasks = 20;

/** Which tasks were not completed, and why: those first that failed by themselves. */
function lackOf(lacking: readonly TaskRecord[]): string {
  if (lacking.length === 0) return 'it ended before every step was completed';
  const [failed, others] = [lacking.filter(({ error }) => error), lacking.filter(({ error }) => !error)];
  const words = [...failed, ...others].map(({ taskId, agentId, status, error }) => {
    const how = status === 'started' ? 'did not end in time' : status;
    return `${taskId} (${agentId}) ${how}${error === undefined ? '' : `: ${excerpt(error.message, 200)}`}`;
  });
  const more = words.length > namedTasks ? [`and ${words.length - namedTasks} more`] : [];
  return [...words.slice(0, namedTasks), ...more].join('; ');
}

/** @returns the tasks as they are then */
async function abandonOpen(
  ports: EndRequestPorts,
  key: RequestKey,
  tasks: readonly TaskRecord[],
  error: Failure,
): Promise<TaskRecord[]> {
  const settled: TaskRecord[] = [];
  for (const task of tasks) {
    const taskKey = { ...key, taskId: task.taskId };
    const open = !settledStatuses.includes(task.status);
    if (open) await ports.tasks.abandon(taskKey, { at: isoTime(ports.clock()), error });
    const ended = open ? ((await ports.tasks.read(taskKey)) ?? task) : task;
    // Whoever gave it up may have been interrupted before saying so.
    if (ended.status === 'failed') await recordSettled(ports, key, ended);
    settled.push(ended);
  }
  return settled;
}

async function readRequest(ports: EndRequestPorts, key: RequestKey): Promise<RequestRecord> {
  const request = await ports.requests.read(key);
  if (request !== undefined) return request;
  throw new BatonError('RequestUnknown', `request ${key.requestId} is not in the journal`);
}

/** Whether a failure leads to a rollback: the work of one expert stays as it is, that of several is undone together. */
function isToBeUndone({ route, onFailure }: RequestRecord, tasks: readonly TaskRecord[]): boolean {
  const several = route?.mode === 'sequential' || route?.mode === 'escalate' || route?.mode === 'workflow';
  const work = tasks.filter((task) => isWork(task) && !isPlanning(task));
  return several && onFailure !== 'keep' && work.some(({ startedAt }) => startedAt !== undefined);
}

/** The first task that failed is why; where none did, the first of those that did not come to their end. */
async function undo(
  ports: EndRequestPorts,
  request: RequestRecord,
  tasks: readonly TaskRecord[],
  cause: Failure,
): Promise<RequestRecord> {
  const first = (status: TaskRecord['status'], at: 'endedAt' | 'startedAt') =>
    tasks
      .filter((task) => isWork(task) && task.status === status)
      .toSorted((a, b) => (a[at] ?? '').localeCompare(b[at] ?? ''))[0];
  const failed = first('failed', 'endedAt') ?? first('started', 'startedAt');
  return beginRollback(ports, request, {
    status: 'rolling-back',
    cause,
    ...(failed === undefined ? {} : { failedTask: failed.taskId }),
  });
}

/** A request that is not under way any more is not closed again; what follows from its end is done, if it has ended. */
async function asItStands(ports: EndRequestPorts, request: RequestRecord): Promise<RequestRecord> {
  return isEnded(request.status) ? settleAsEnded(ports, request) : request;
}

/**
 * What follows from a request's end: its reply is in the conversation, the end in its history and in the audit trail, what it adds to the
 * metrics is counted, and no sweep looks at it any more. Done again by whoever meets it ended, in case whoever closed it was interrupted.
 */
export async function settleAsEnded(ports: EndRequestPorts, ended: RequestRecord): Promise<RequestRecord> {
  const request = await tellEnd(ports, ended);
  const type = eventTypes.find((one) => one === `request.${request.status}`);
  if (type !== undefined && request.endedAt !== undefined) {
    const { endedAt: at, error } = request;
    await recordEvent(ports, request, { type, at, ...(error === undefined ? {} : { detail: { error: error.name } }) });
  }
  await ports.audit.record(request, {
    eventType: `request.${request.status}`,
    key: `ended-${request.generation}-${request.epoch}`,
    operation: 'respond',
    input: request.text,
    output: request.reply ?? '',
    success: request.status === 'succeeded',
  });
  await recount(ports, request);
  await ports.open.remove(request);
  return request;
}

/** Puts the reply into the conversation, and then that it is there into the checklist, which is told with the request's history. */
async function tellEnd(ports: EndRequestPorts, request: RequestRecord): Promise<RequestRecord> {
  if (request.reply === undefined) return request;
  const said = await ports.messages.append(request, {
    writeId: request.epoch === 0 ? `${request.requestId}.reply` : `${request.requestId}.reply-${request.epoch}`,
    since: request.createdAt,
    role: 'assistant',
    text: request.reply,
    author: coordinatorName,
    requestId: request.requestId,
  });
  const { verification, endedAt, rollback } = request;
  // What is undone was verified as it stood before.
  if (verification === undefined || endedAt === undefined || rollback !== undefined) return request;
  const told = toldIn(verification, said);
  const verified = (await ports.requests.verify(request, told)) ?? request;
  const detail = answersOf(told);
  await recordEvent(ports, request, { type: 'checklist.verification', at: endedAt, detail });
  return verified;
}

async function close(
  ports: EndRequestPorts,
  request: RequestRecord,
  end: { status: 'succeeded' | 'failed'; reply: string; verification: Verification; error?: Failure },
): Promise<RequestRecord> {
  const reply = clipBytes(end.reply, replyBytes);
  const closed = await ports.requests.move(request, { ...end, reply, question: null });
  if (closed === undefined) return asItStands(ports, await readRequest(ports, request));
  const settled = await settleAsEnded(ports, closed);
  await ports.events.publish(`request.${end.status}`, settled);
  return settled;
}
