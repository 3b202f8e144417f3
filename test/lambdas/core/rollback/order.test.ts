import * as fc from 'fast-check';
import { isoTime } from '../../../../lambdas/core/clock.ts';
import { compensationOrder, leftAsTheyAre } from '../../../../lambdas/core/rollback/order.ts';
import { taskStatuses } from '../../../../lambdas/core/task/task.ts';
import { aTask, dawn } from '../../../support/fixtures.ts';

const at = (seconds: number) => isoTime(dawn + seconds * 1_000);
const compensation = { withdraw: true } as const;
const done = (taskId: string, completionSeq: number) =>
  aTask({ taskId, status: 'completed', startedAt: at(0), completionSeq, compensation });
const ids = (tasks: readonly { taskId: string }[]) => tasks.map(({ taskId }) => taskId);

it('begins with those of which nobody knows how far they came, and goes back from the newest', () => {
  const tasks = [
    done('first', 1),
    aTask({ taskId: 'fenced', status: 'fenced', startedAt: at(5), compensation }),
    done('third', 3),
    aTask({ taskId: 'failed', status: 'failed', startedAt: at(9), compensation }),
    done('second', 2),
  ];
  expect(ids(compensationOrder(tasks))).toEqual(['failed', 'fenced', 'third', 'second', 'first']);
});

it('takes in what stayed dirty after all that was not tried yet', () => {
  const dirty = (taskId: string, seq: number) => ({ ...done(taskId, seq), status: 'dirty' as const });
  const tasks = [done('third', 3), dirty('second', 2), dirty('fourth', 4), done('first', 1)];
  expect(ids(compensationOrder(tasks))).toEqual(['third', 'first', 'fourth', 'second']);
});

it('leaves out what was never started, skipped, undone already, or has no compensation', () => {
  const tasks = [
    aTask({ taskId: 'given-up-unstarted', status: 'failed', compensation }),
    aTask({ taskId: 'skipped', status: 'skipped', startedAt: at(1), compensation }),
    aTask({ taskId: 'undone', status: 'compensated', startedAt: at(1), completionSeq: 1, compensation }),
    aTask({ taskId: 'irreversible', status: 'completed', startedAt: at(1), completionSeq: 2 }),
    aTask({ taskId: 'review', status: 'completed', startedAt: at(1), completionSeq: 3, reviews: 'irreversible' }),
  ];
  expect(compensationOrder(tasks)).toEqual([]);
  expect(ids(leftAsTheyAre(tasks))).toEqual(['irreversible']);
});

it('never puts a completed task before one of unknown outcome, nor an older before a newer one', () => {
  const task = fc.record({
    status: fc.constantFrom(...taskStatuses),
    started: fc.option(fc.nat(100), { nil: undefined }),
    seq: fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(task, { maxLength: 30 }), (drafts) => {
      const tasks = drafts.map(({ status, started, seq }, index) =>
        aTask({
          taskId: `t${index}`,
          status,
          compensation,
          ...(started === undefined ? {} : { startedAt: at(started) }),
          ...(seq === undefined ? {} : { completionSeq: seq }),
        }),
      );
      const order = compensationOrder(tasks).filter((task) => task.status !== 'dirty');
      const known = order.findIndex(({ completionSeq }) => completionSeq !== undefined);
      if (known >= 0) expect(order.slice(known).every(({ completionSeq }) => completionSeq !== undefined)).toBe(true);
      const numbers = order.flatMap(({ completionSeq }) => completionSeq ?? []);
      expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
      const starts = order.filter(({ completionSeq }) => completionSeq === undefined).map(({ startedAt }) => startedAt);
      expect(starts).toEqual(starts.toSorted((a, b) => (b ?? '').localeCompare(a ?? '')));
    }),
  );
});
