import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { settledStatuses } from '../../lambdas/core/task/task.ts';
import { type Attempt, type PlannedTask, type PlanRun, runPlan } from '../support/plan-run.ts';

const task = (taskId: string, dependsOn: string[] = [], changes: Partial<PlannedTask> = {}): PlannedTask => ({
  taskId,
  dependsOn,
  seconds: 10,
  attempts: [],
  ...changes,
});

const statuses = ({ journal }: PlanRun) =>
  Object.fromEntries([...journal.taskRecords.values()].map(({ taskId, status }) => [taskId, status]));

const errors = ({ journal }: PlanRun) =>
  [...journal.taskRecords.values()].flatMap(({ error }) => (error === undefined ? [] : [error.name]));

/** Every settled task has one end in the history; what a completed one builds on was handed over and verified. */
function expectWholeStory({ journal }: PlanRun) {
  const events = journal.eventRecords.get('acme r1') ?? [];
  const handoffs = new Map([...journal.handoffRecords.values()].map((one) => [`${one.fromTask} ${one.taskId}`, one]));
  for (const { taskId, status, dependsOn } of journal.taskRecords.values()) {
    const ends = events.filter((event) => event.taskId === taskId && /^task\.(?!started)/.test(event.type));
    expect(ends.map(({ type }) => type)).toEqual([`task.${status}`]);
    if (status !== 'completed') continue;
    for (const id of dependsOn) expect(handoffs.get(`${id} ${taskId}`)).toMatchObject({ verified: true });
  }
}

describe('run-plan', () => {
  test('runs a chain in order, each task when the one before it is done', async () => {
    const run = await runPlan([task('c', ['b']), task('a'), task('b', ['a'])]);
    expect(run.status).toBe('SUCCEEDED');
    expect(run.work.map(({ taskId }) => taskId)).toEqual(['a', 'b', 'c']);
    expect(run.seconds).toBe(30);
  });

  test('starts a task when its own dependencies are done, not when a whole wave is', async () => {
    const run = await runPlan([task('slow', [], { seconds: 100 }), task('quick'), task('next', ['quick'])]);
    expect(run.work.find(({ taskId }) => taskId === 'next')?.from).toBeLessThan(
      run.work.find(({ taskId }) => taskId === 'slow')?.to ?? 0,
    );
    expect(run.seconds).toBe(100);
  });

  test('skips what builds on a failed task, and runs the rest', async () => {
    const run = await runPlan([
      task('a', [], { attempts: ['fails'] }),
      task('b', ['a']),
      task('c', ['b']),
      task('d'),
      task('e', ['d']),
    ]);
    expect(run.status).toBe('SUCCEEDED');
    expect(statuses(run)).toEqual({ a: 'failed', b: 'skipped', c: 'skipped', d: 'completed', e: 'completed' });
  });

  test('tries again where that helps, and goes on', async () => {
    const attempts: Attempt[] = ['is throttled', 'crashes before its work', 'crashes after its work'];
    const run = await runPlan([task('a', [], { attempts }), task('b', ['a'])]);
    expect(statuses(run)).toEqual({ a: 'completed', b: 'completed' });
  });

  test('settles a task that fails for good, and tells those that build on it', async () => {
    const attempts: Attempt[] = Array.from({ length: 10 }, () => 'crashes before its work');
    const run = await runPlan([task('a', [], { attempts }), task('b', ['a'])]);
    expect(statuses(run)).toEqual({ a: 'failed', b: 'skipped' });
  });

  test('is over when the request’s time box is: what hangs is given up, what has not started does not', async () => {
    const attempts: Attempt[] = ['hangs'];
    const run = await runPlan([task('a'), task('b', ['a'], { attempts }), task('c', ['b'])], { timeBoxSeconds: 60 });
    expect(run).toMatchObject({ status: 'SUCCEEDED' });
    expect(statuses(run)).toEqual({ a: 'completed', b: 'failed', c: 'failed' });
    expect(errors(run)).toEqual(['DeadlineExceeded', 'DeadlineExceeded']);
    expect(run.seconds).toBeLessThan(70);
  });

  test('gives an attempt the time that its agent may take, at most', async () => {
    const run = await runPlan([task('a')]);
    expect(run.events('TaskScheduled').map(({ details }) => details['timeoutInSeconds'])).toEqual([900, 600]);
  });

  test('passes the request’s time box on to the parts of a large plan', async () => {
    const tasks = Array.from({ length: 41 }, (_, n) => task(`t${n}`, n === 0 ? [] : ['t0']));
    const run = await runPlan(tasks, { timeBoxSeconds: 5 });
    expect(errors(run)).toEqual(Array.from({ length: 41 }, () => 'DeadlineExceeded'));
  });

  test('executes two states a task when nothing goes wrong', async () => {
    const tasks = Array.from({ length: 20 }, (_, n) => task(`t${n}`, n === 0 ? [] : [`t${n - 1}`]));
    const run = await runPlan(tasks);
    expect(run.path.filter((name) => name === 'Await dependencies' || name === 'Run agent')).toHaveLength(40);
    expect(run.path.length).toBeLessThanOrEqual(2 * 20 + 5);
  });

  test('runs a plan of more than forty tasks in parts, side by side, over the same records', async () => {
    const tasks = Array.from({ length: 100 }, (_, n) => task(`t${n}`, n < 10 ? [] : [`t${n - 10}`], { seconds: 5 }));
    const run = await runPlan(tasks.toReversed());
    expect(run.status).toBe('SUCCEEDED');
    expect(new Set(Object.values(statuses(run)))).toEqual(new Set(['completed']));
    expect(run.seconds).toBe(50);
  });

  const diamond = (attemptsOfB: Attempt[] = []) => [
    task('a'),
    task('b', ['a'], { attempts: attemptsOfB }),
    task('c', ['a'], { seconds: 15 }),
    task('d', ['b', 'c']),
  ];
  const allDone = { a: 'completed', b: 'completed', c: 'completed', d: 'completed' };

  test.each<[string, Attempt[], Record<string, string>]>([
    ['every task completes', [], allDone],
    ['a task fails', Array.from({ length: 10 }, () => 'fails'), { ...allDone, b: 'failed', d: 'skipped' }],
    [
      'a task is given up',
      Array.from({ length: 10 }, () => 'crashes before its work'),
      { ...allDone, b: 'failed', d: 'skipped' },
    ],
  ])('ends right wherever a function is killed, in a plan in which %s', async (_, attemptsOfB, expected) => {
    const steps = (await runPlan(diamond(attemptsOfB))).journal.steps.length;
    expect(steps).toBeGreaterThan(20);
    for (let dieAfter = 1; dieAfter <= steps; dieAfter += 1) {
      const run = await runPlan(diamond(attemptsOfB), { dieAfter });
      const died = run.journal.steps[dieAfter - 1];
      expect({ dieAfter, died, status: run.status, tasks: statuses(run) }).toEqual({
        dieAfter,
        died,
        status: 'SUCCEEDED',
        tasks: expected,
      });
      expectWholeStory(run);
      // Whoever repeats the call tells the dependents: nobody waits until a state's time is over.
      expect(run.seconds).toBeLessThan(300);
      const ends = new Map(
        [...run.journal.taskRecords.values()].map((one) => [one.taskId, Date.parse(one.endedAt ?? '')]),
      );
      for (const { taskId, from } of run.work) {
        const { dependsOn } = diamond().find((one) => one.taskId === taskId) ?? task(taskId);
        for (const id of dependsOn) expect(from).toBeGreaterThanOrEqual(ends.get(id) ?? Infinity);
      }
    }
  });

  test('goes on when no waiting state hears that it may', async () => {
    const run = await runPlan(diamond(), { losesReleases: true });
    expect(run.status).toBe('SUCCEEDED');
    expect(statuses(run)).toEqual(allDone);
    expect(run.work.map(({ taskId }) => taskId)).toEqual(['a', 'b', 'c', 'd']);
  });

  const attempts = fc.array(
    fc.constantFrom<Attempt>('fails', 'is throttled', 'crashes before its work', 'crashes after its work'),
    { maxLength: 2 },
  );
  const plans = fc
    .array(
      fc.record({ seconds: fc.integer({ min: 1, max: 300 }), attempts, back: fc.array(fc.nat(8), { maxLength: 4 }) }),
      {
        minLength: 1,
        maxLength: 40,
      },
    )
    .map((drafts) =>
      drafts.map(({ seconds, attempts: tries, back }, at): PlannedTask => {
        const dependsOn = [...new Set(back.map((steps) => at - 1 - steps).filter((n) => n >= 0))].map((n) => `t${n}`);
        return { taskId: `t${at}`, dependsOn, seconds, attempts: tries };
      }),
    );

  test('whatever fails: every run ends, every task is settled, nothing runs early, no work counts twice', async () => {
    await fc.assert(
      fc.asyncProperty(plans, fc.nat(1000), async (tasks, seed) => {
        const run = await runPlan(tasks, { seed, shuffled: true });
        expect(run.status).toBe('SUCCEEDED');
        const records = new Map([...run.journal.taskRecords.values()].map((record) => [record.taskId, record]));
        const completed = new Set<string>();
        for (const { taskId, dependsOn } of tasks) {
          const record = records.get(taskId);
          expect(settledStatuses).toContain(record?.status);
          if (record?.status === 'completed') completed.add(taskId);
          const lacking = dependsOn.some((id) => records.get(id)?.status !== 'completed');
          expect(record?.status === 'skipped').toBe(lacking);
          const done = Math.max(0, ...dependsOn.map((id) => Date.parse(records.get(id)?.endedAt ?? '')));
          for (const { from } of run.work.filter((one) => one.taskId === taskId))
            expect(from).toBeGreaterThanOrEqual(done);
        }
        const sequence = [...records.values()].flatMap(({ completionSeq }) => completionSeq ?? []);
        expect(new Set(sequence).size).toBe(completed.size);
        expectWholeStory(run);
      }),
      { numRuns: 60 },
    );
  });
});
