import * as fc from 'fast-check';
import {
  canMove,
  isEnded,
  movableFrom,
  openStatuses,
  requestStatuses,
  type RequestStatus,
} from '../../../../lambdas/core/request/status.ts';

const statuses = fc.constantFrom(...requestStatuses);

it('never lets a request leave the status it ended with', () => {
  fc.assert(
    fc.property(statuses, statuses, (from, to) => {
      fc.pre(isEnded(from));
      return !canMove(from, to);
    }),
  );
});

it('never leads back to an earlier status by any way', () => {
  fc.assert(
    fc.property(fc.array(statuses, { maxLength: 20 }), (wanted) => {
      let status: RequestStatus = 'received';
      const been: RequestStatus[] = [status];
      for (const next of wanted) {
        if (canMove(status, next)) been.push((status = next));
      }
      const stopping = been.findIndex((one) => one === 'cancelling' || one === 'rolling-back');
      const end = been.findIndex(isEnded);
      expect(been.lastIndexOf('received')).toBe(0);
      expect(end === -1 || end === been.length - 1).toBe(true);
      if (stopping >= 0) expect(been.slice(stopping + 1).filter((one) => !isEnded(one))).toEqual([]);
    }),
  );
});

it('goes back and forth between running and waiting, and either may be repeated', () => {
  expect(canMove('running', 'waiting')).toBe(true);
  expect(canMove('waiting', 'running')).toBe(true);
  expect(canMove('running', 'running')).toBe(true);
  expect(canMove('waiting', 'waiting')).toBe(true);
});

it('names for a conditional write exactly the statuses that may move', () => {
  fc.assert(fc.property(statuses, statuses, (from, to) => movableFrom(to).includes(from) === canMove(from, to)));
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
