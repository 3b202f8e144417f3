import * as fc from 'fast-check';
import {
  canMove,
  isEnded,
  isStopping,
  isUnderWay,
  movableFrom,
  openStatuses,
  requestStatuses,
  type RequestStatus,
  stoppableFrom,
} from '../../../../lambdas/core/request/status.ts';
import { movableStatuses } from '../../../support/fixtures.ts';

const statuses = fc.constantFrom(...requestStatuses);
const movable = fc.constantFrom(...movableStatuses);
const stopping = fc.constantFrom('cancelling' as const, 'rolling-back' as const);

it('never lets a request leave by itself the status it ended with', () => {
  fc.assert(
    fc.property(statuses, movable, (from, to) => {
      fc.pre(isEnded(from));
      return !canMove(from, to);
    }),
  );
});

it('never lets work that comes late win over a request that is being stopped', () => {
  fc.assert(
    fc.property(fc.array(movable, { maxLength: 20 }), stopping, (wanted, begun) => {
      let status: RequestStatus = begun;
      for (const next of wanted) if (canMove(status, next)) status = next;
      expect(['succeeded', 'failed', 'running', 'waiting']).not.toContain(status);
    }),
  );
});

it('never leads back to the beginning, whatever is wanted', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(movable, stopping), { maxLength: 30 }), (wanted) => {
      let status: RequestStatus = 'received';
      let stops = 0;
      for (const next of wanted) {
        const before: RequestStatus = status;
        if (isStopping(next)) {
          if (!stoppableFrom(next).includes(status)) continue;
          stops += 1;
          status = next;
        } else if (canMove(status, next)) status = next;
        if (stops > 0) expect(isUnderWay(status)).toBe(false);
        if (before === 'rolled-back' || before === 'cancelled') expect(status).toBe(before);
      }
    }),
  );
});

it('goes back and forth between running and waiting, and either may be repeated', () => {
  expect(canMove('running', 'waiting')).toBe(true);
  expect(canMove('waiting', 'running')).toBe(true);
  expect(canMove('running', 'running')).toBe(true);
  expect(canMove('waiting', 'waiting')).toBe(true);
});

it('lets what is over be undone, and what stayed dirty be undone again, but never be cancelled', () => {
  expect(requestStatuses.filter((status) => isEnded(status) && stoppableFrom('rolling-back').includes(status))).toEqual(
    ['succeeded', 'failed', 'rollback-failed'],
  );
  expect(stoppableFrom('cancelling').filter(isEnded)).toEqual([]);
});

it('names for a conditional write exactly the statuses that may move', () => {
  fc.assert(fc.property(statuses, movable, (from, to) => movableFrom(to).includes(from) === canMove(from, to)));
});

it('counts as open what has not ended', () => {
  expect(openStatuses).toEqual(['received', 'running', 'waiting', 'cancelling', 'rolling-back']);
  expect(requestStatuses.filter(isEnded)).toEqual([
    'succeeded',
    'failed',
    'rolled-back',
    'rollback-failed',
    'cancelled',
  ]);
});
