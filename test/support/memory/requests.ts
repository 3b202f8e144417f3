import { isoTime } from '../../../lambdas/core/clock.ts';
import type {
  RequestCreator,
  RequestLister,
  RequestMover,
  RequestReader,
  VerificationWriter,
} from '../../../lambdas/core/request/ports.ts';
import type { RequestRecord } from '../../../lambdas/core/request/request.ts';
import { canMove, isEnded, isStopping, stoppableFrom } from '../../../lambdas/core/request/status.ts';
import type { RequestStopper } from '../../../lambdas/core/rollback/ports.ts';
import type { CompletionCounter } from '../../../lambdas/core/task/ports.ts';
import { idOf } from './keys.ts';

export const requestsIn = (
  records: Map<string, RequestRecord>,
  completions: Map<string, number>,
  clock: () => number,
): RequestReader &
  RequestCreator &
  RequestMover &
  RequestStopper &
  VerificationWriter &
  RequestLister &
  CompletionCounter => ({
  read: async (key) => records.get(idOf(key)),
  create: async (record) => {
    const kept = records.get(idOf(record)) ?? record;
    records.set(idOf(record), kept);
    return kept;
  },
  move: async (key, change, only = {}) => {
    const request = records.get(idOf(key));
    if (request === undefined || !canMove(request.status, change.status)) return undefined;
    if (only.asking !== undefined && request.question?.questionId !== only.asking) return undefined;
    if (only.epoch !== undefined && request.epoch !== only.epoch) return undefined;
    const asks = change.question?.questionId;
    if (asks !== undefined && request.question !== undefined && request.question.questionId > asks) return undefined;
    const at = isoTime(clock());
    const changed = { ...request, ...change, updatedAt: at, ...(isEnded(change.status) ? { endedAt: at } : {}) };
    const { question, ...rest } = changed;
    const moved = question === null || question === undefined ? rest : { ...rest, question };
    records.set(idOf(key), moved);
    return moved;
  },
  verify: async ({ epoch, ...key }, verification) => {
    const request = records.get(idOf(key));
    if (request?.epoch !== epoch) return undefined;
    const verified = { ...request, verification };
    records.set(idOf(key), verified);
    return verified;
  },
  stop: async (key, { epoch, status, rollback, error }) => {
    const request = records.get(idOf(key));
    if (request?.epoch !== epoch || !stoppableFrom(status).includes(request.status)) return undefined;
    const { endedAt: _endedAt, question: _question, ...rest } = request;
    const why = error === undefined ? {} : { error };
    const stopped = { ...rest, status, rollback, ...why, epoch: epoch + 1, updatedAt: isoTime(clock()) };
    records.set(idOf(key), stopped);
    return stopped;
  },
  runAgain: async (key, { epoch, run }) => {
    const request = records.get(idOf(key));
    if (request?.epoch !== epoch || request.rollback?.run !== run || !isStopping(request.status)) return undefined;
    const again = { ...request, rollback: { ...request.rollback, run: run + 1 }, updatedAt: isoTime(clock()) };
    records.set(idOf(key), again);
    return again;
  },
  list: async ({ tenantId, statuses, before, limit }) =>
    [...records.values()]
      .filter((one) => one.tenantId === tenantId && statuses.includes(one.status))
      .filter((one) => before === undefined || one.requestId < before)
      .sort((a, b) => (a.requestId < b.requestId ? 1 : -1))
      .slice(0, limit),
  next: async (key) => {
    const next = (completions.get(idOf(key)) ?? 0) + 1;
    completions.set(idOf(key), next);
    return next;
  },
});
