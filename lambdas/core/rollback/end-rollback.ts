import { type EndRequestPorts, replyBytes, settleAsEnded } from '../report/end-request.ts';
import { rollbackReport } from '../report/rollback-report.ts';
import type { RequestRecord } from '../request/request.ts';
import { isEnded } from '../request/status.ts';
import { settledStatuses, type TaskRecord } from '../task/task.ts';
import { clipBytes } from '../text/markdown.ts';
import { compensationOrder, leftAsTheyAre } from './order.ts';
import type { RollbackInput } from './rollback.ts';
import { requireStopping } from './stopping.ts';

/**
 * Closes a request that was undone: `cancelled` or `rolled-back` when nothing is left of it that should be undone,
 * `rollback-failed` when something is. The user is told what became of every task.
 *
 * A task that came to the journal, or to life, after the others were fenced is not passed over: then the request stays as it is, and
 * is to be fenced again.
 *
 * @param asItStands closes it all the same, for nobody is left who would
 * @throws RequestUnknown, RequestClosed when it is not being undone in this epoch
 */
export async function endRollback(
  ports: EndRequestPorts,
  call: RollbackInput,
  asItStands = false,
): Promise<RequestRecord> {
  const found = await ports.requests.read(call);
  if (found !== undefined && found.epoch === call.epoch && isEnded(found.status)) return settleAsEnded(ports, found);
  const request = await requireStopping(ports, call);
  const [tasks, handoffs] = await Promise.all([ports.tasks.list(call), ports.handoffs.list(call)]);
  if (!asItStands && tasks.some(isToBeDone)) return request;
  const rollback = { ...(request.rollback ?? unexplained(request)), ...outcomeOf(tasks) };
  const status = rollback.dirty.length > 0 ? 'rollback-failed' : ended[request.status];
  const reply = clipBytes(rollbackReport({ ...request, status, rollback }, tasks, handoffs), replyBytes);
  const closed = await ports.requests.move(request, { status, reply, rollback }, { epoch: call.epoch });
  if (closed === undefined) return requireEnded(ports, call);
  await settleAsEnded(ports, closed);
  await ports.events.publish(`request.${status}`, closed);
  return closed;
}

/** Not yet fenced, or not yet tried to be compensated. */
function isToBeDone(task: TaskRecord): boolean {
  return !settledStatuses.includes(task.status) || (task.status !== 'dirty' && compensationOrder([task]).length > 0);
}

const ended = { cancelling: 'cancelled', 'rolling-back': 'rolled-back' } as const;

/** What was compensated, in that order; what still has to be; what nothing undoes. */
function outcomeOf(tasks: readonly TaskRecord[]) {
  const compensated = tasks
    .filter(({ status }) => status === 'compensated')
    .toSorted((a, b) => (a.compensatedAt ?? '').localeCompare(b.compensatedAt ?? ''));
  return {
    compensated: compensated.map(({ taskId }) => taskId),
    dirty: compensationOrder(tasks).map(({ taskId }) => taskId),
    left: leftAsTheyAre(tasks).map(({ taskId }) => taskId),
  };
}

function unexplained(request: RequestRecord) {
  const cause = request.error ?? { name: 'Cancelled', message: 'nobody said why' };
  return { cause, startedAt: request.updatedAt, run: 0 };
}

async function requireEnded(ports: EndRequestPorts, call: RollbackInput): Promise<RequestRecord> {
  const now = await ports.requests.read(call);
  return now !== undefined && isEnded(now.status) ? settleAsEnded(ports, now) : requireStopping(ports, call);
}
