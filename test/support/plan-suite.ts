import { expect, test } from '@jest/globals';
import type { PlannedTask } from '../../lambdas/core/task/planned.ts';
import { endsOf, thirds } from './plan-shapes.ts';
import { countOf, expectInOrder, type Over, standing, type usePlans } from './planned-run.ts';

/** When a plan is cancelled: these tasks are held at work, and all of `asked` were given to an agent. */
export interface Middle {
  readonly held: readonly string[];
  /** @default those that are held */
  readonly asked?: readonly string[];
}

/** How long each test of a plan may take, milliseconds: a large one has the machine to itself for some seconds. */
const patience = 120_000;

/** What is true of a plan of any shape, from a request over HTTP to the report that it ends in. */
export function testPlan(
  plans: ReturnType<typeof usePlans>,
  plan: readonly PlannedTask[],
  { held, asked: first = held }: Middle,
): void {
  const { outcome, completed, failed, skipped } = inThirds(plan);
  // Two for each task and five for their execution; where there are parts, one to start each and four for the whole.
  const parts = plan.length > 40 ? Math.ceil(plan.length / 40) : 0;
  const states = 2 * plan.length + (parts === 0 ? 5 : 6 * parts + 4);
  const edges = plan.flatMap(({ dependsOn }) => dependsOn.concat(dependsOn.length === 0 ? ['plan'] : [])).length;

  test(
    'is run in order, and reported on task by task',
    async () => {
      const over = await plans.run(plan);
      expect(over.request).toMatchObject({ status: 'succeeded', route: { mode: 'escalate' } });
      expect(standing(over)).toEqual(Object.fromEntries(plan.map(({ taskId }) => [taskId, 'completed'])));
      expectInOrder(over);
      expect(plans.statesOf(over, parts)).toBe(states);
      const { reply } = over.request;
      expect(reply).toContain(
        `### Final status\n✅ All ${plan.length} tasks completed\n✅ Reviewed by validator: accepted`,
      );
      expect(countOf(reply, 'Status: ✅ Complete')).toBe(plan.length + 1);
      expect(over.report.integrations).toHaveLength(edges);
      expect(over.report.integrations.filter(({ verified }: { verified?: boolean }) => verified !== true)).toEqual([]);
      expect(over.report.deliverables).toHaveLength(plan.length + 2);
    },
    patience,
  );

  test(
    'of which every third task fails is undone',
    async () => {
      const over = await plans.run(plan, { outcome });
      const undone = ['plan', ...completed, ...failed];
      expect(over.request).toMatchObject({ status: 'rolled-back', error: { name: 'PlanIncomplete' } });
      expect(over.request.reply).toContain('✅ Rolled back: what had been done is undone');
      expect(over.request.reply).toContain(`- Failed task: ${over.request.rollback.failedTask}\n`);
      expect(failed).toContain(over.request.rollback.failedTask);
      await expectUndone(over, undone, skipped);
    },
    patience,
  );

  test(
    'is cancelled in the middle: nothing runs any more, and what was done is undone',
    async () => {
      const over = await plans.cancel(plan, held, first);
      expect(over.request).toMatchObject({ status: 'cancelled', rollback: { requestedBy: 'ada' } });
      expect(over.later).toEqual([]);
      expect(over.asked).toEqual(expect.arrayContaining([...first]));
      const never = plan.map(({ taskId }) => taskId).filter((id) => !over.asked.includes(id));
      expect(never.length).toBeGreaterThan(0);
      expect(never.filter((id) => over.tasks.get(id)?.startedAt !== undefined)).toEqual([]);
      expect(over.request.reply).toContain('✅ Cancelled: what had been done is undone');
      expectInOrder(over);
      await expectUndone(over, ['plan', ...over.asked], never);
    },
    patience,
  );

  /** These tasks are compensated and what they made is withdrawn, those were never done, and the report says so of each. */
  async function expectUndone(over: Over, undone: readonly string[], never: readonly string[]): Promise<void> {
    const { request, tasks } = over;
    const statuses = [...undone.map((id) => [id, 'compensated']), ...never.map((id) => [id, 'skipped'])];
    expect({ ...standing(over), plan: tasks.get('plan')?.status }).toEqual(Object.fromEntries(statuses));
    expect(request.rollback.compensated.toSorted()).toEqual(undone.toSorted());
    expect(request.rollback).toMatchObject({ dirty: [], left: [] });
    const newestFirst = request.rollback.compensated
      .map((id: string) => tasks.get(id)?.completionSeq)
      .filter((seq?: number) => seq !== undefined);
    expect(newestFirst).toEqual(newestFirst.toSorted((a: number, b: number) => b - a));
    expect(countOf(request.reply, ': undone: what it made is withdrawn')).toBe(undone.length);
    expect(countOf(request.reply, '↩️ Undone')).toBe(undone.length);
    expect(countOf(request.reply, 'Status: ⏭️ Skipped')).toBe(never.length);

    const links = undone.flatMap((id) => tasks.get(id)?.links.deliverables ?? []);
    expect(links.length).toBeGreaterThan(0);
    const made = await Promise.all(links.map((link) => plans.deliverable(link)));
    expect(made.filter(({ withdrawnAt }) => withdrawnAt === undefined)).toEqual([]);
  }
}

/** What is true of a plan whose tasks fail when what was completed is to be kept. */
export function testKeptPlan(plans: ReturnType<typeof usePlans>, plan: readonly PlannedTask[]): void {
  const { outcome, ends, completed, failed, skipped } = inThirds(plan);
  test(
    'of which every third task fails keeps the rest where that is wanted',
    async () => {
      const over = await plans.run(plan, { outcome, onFailure: 'keep' });
      expect(over.request).toMatchObject({ status: 'failed', error: { name: 'PlanIncomplete' } });
      expect(standing(over)).toEqual(Object.fromEntries(ends));
      expectInOrder(over);
      const { reply } = over.request;
      const partial = completed.filter((id) => outcome(id) === 'degraded');
      expect(countOf(reply, 'Status: ⚠️ Partial')).toBe(partial.length);
      expect(countOf(reply, 'Status: ✅ Complete')).toBe(completed.length - partial.length + 1);
      expect(countOf(reply, 'Status: ❌ Failed')).toBe(failed.length);
      expect(countOf(reply, 'Status: ⏭️ Skipped')).toBe(skipped.length);
      expect(reply).toContain(`❌ ${completed.length} of ${plan.length} tasks completed; `);
      const [, lacking = ''] = /tasks completed; (.*)/.exec(reply) ?? [];
      const named = [...failed.map((id) => `${id} failed`), ...skipped.map((id) => `${id} skipped`)];
      expect(lacking.split(', ').toSorted()).toEqual(named.toSorted());
      expect(over.request.error.message).toContain(`${failed[0]} (`);
    },
    patience,
  );
}

/** A plan of which every third task fails, and how each ends. */
function inThirds(plan: readonly PlannedTask[]) {
  const outcome = thirds(plan);
  const ends = endsOf(plan, outcome);
  const idsThat = (end: string) => plan.map(({ taskId }) => taskId).filter((id) => ends.get(id) === end);
  return { outcome, ends, completed: idsThat('completed'), failed: idsThat('failed'), skipped: idsThat('skipped') };
}
