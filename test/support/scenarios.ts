import { expect } from '@jest/globals';
import fc from 'fast-check';
import { type Fault, faultKinds } from '../../lambdas/core/task/faults.ts';
import { settledStatuses, type TaskRecord } from '../../lambdas/core/task/task.ts';
import { requireWorkflow } from '../../state-machines/compiler/validate.ts';
import type { Workflow } from '../../state-machines/compiler/workflow.ts';
import type { RequestRun } from './request-run.ts';
import type { ScenarioTask } from './scenario.ts';
import { aPhase, aStep, aWorkflowFile } from './workflows.ts';

const agents = ['api-agent', 'database-agent', 'testing-agent'];

/** Plans of up to so many tasks, each building on up to four of the nine before it. */
export const plans = (maxTasks: number): fc.Arbitrary<ScenarioTask[]> =>
  fc
    .array(fc.record({ back: fc.array(fc.nat(8), { maxLength: 4 }), undoable: fc.boolean() }), {
      minLength: 1,
      maxLength: maxTasks,
    })
    .map((drafts) =>
      drafts.map(({ back, undoable }, at) => ({
        taskId: `t${at}`,
        dependsOn: [...new Set(back.map((steps) => at - 1 - steps).filter((n) => n >= 0))].map((n) => `t${n}`),
        compensation: undoable ? { instruction: `Take t${at} back` } : { withdraw: true as const },
      })),
    );

/** Workflows of up to twenty-four steps in up to four phases. */
export const workflows: fc.Arbitrary<Workflow> = fc
  .array(
    fc.record({
      mode: fc.constantFrom('parallel' as const, 'sequential' as const),
      steps: fc.array(
        fc.record({
          agent: fc.constantFrom(...agents),
          timeBox: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
          withdraws: fc.boolean(),
        }),
        { minLength: 1, maxLength: 6 },
      ),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((phases) => {
    const written = phases.map(({ mode, steps }, at) =>
      aPhase(
        mode,
        `Phase ${at + 1}`,
        steps.map(({ agent, timeBox, withdraws }, index) => {
          const compensate = withdraws ? { withdraw: true } : `Take s${at}-${index} back`;
          return aStep(`s${at}-${index}`, { agent, timeBox, compensate });
        }),
      ),
    );
    return requireWorkflow(aWorkflowFile(written), { file: 'random.yaml', agents });
  });

/** Faults for some of these tasks, at one attempt or at each. */
export const faultsIn = (taskIds: readonly string[]): fc.Arbitrary<Fault[]> =>
  fc.array(
    fc
      .record({
        step: fc.constantFrom(...taskIds),
        kind: fc.constantFrom(...faultKinds),
        attempt: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
      })
      .map(({ attempt, ...fault }) => (attempt === undefined ? fault : { ...fault, attempt })),
    { maxLength: 6 },
  );

export const idsOf = (of: readonly ScenarioTask[] | Workflow): string[] =>
  'phases' in of ? of.phases.flatMap(({ steps }) => steps.map(({ id }) => id)) : of.map(({ taskId }) => taskId);

/**
 * Holds of every run of a request, whatever happens in it.
 *
 * @param deaths how many times a function was killed from outside
 */
export function expectOrder(
  { request, tasks, work, ledger }: RequestRun,
  faults: readonly Fault[] = [],
  deaths = 0,
): void {
  expect(['succeeded', 'failed', 'rolled-back', 'rollback-failed', 'cancelled']).toContain(request.status);
  for (const task of tasks.values())
    expect([task.taskId, settledStatuses.includes(task.status)]).toEqual([task.taskId, true]);
  for (const { taskId, from } of work) {
    const { reviews, dependsOn = [] } = tasks.get(taskId) ?? {};
    // What was reviewed may have been begun once more since.
    for (const id of reviews === undefined ? dependsOn : []) {
      const dependency = tasks.get(id);
      expect(dependency?.completionSeq).toBeDefined();
      expect(from).toBeGreaterThanOrEqual(Date.parse(dependency?.result?.endedAt ?? '~'));
    }
  }
  const sequence = [...tasks.values()].flatMap(({ completionSeq }) => completionSeq ?? []);
  expect(new Set(sequence).size).toBe(sequence.length);
  // Only what a function did that died after it, or came late with it, is done again by another: under the same key.
  const repeatable = new Set(faults.flatMap(({ step, kind }) => (kind === 'crash' || kind === 'late' ? [step] : [])));
  const keys = ledger.flatMap(({ kind, key, taskId }) => (kind === 'effect' && !repeatable.has(taskId) ? [key] : []));
  expect(keys.length - new Set(keys).size).toBeLessThanOrEqual(deaths);
  for (const { key, kind, taskId } of ledger) {
    expect(key).toContain(`.${taskId}.${kind === 'effect' ? 'run' : 'compensate'}.`);
  }
}

/** Holds of every request that was undone: nothing of it is left outside, and it was undone in order. */
export function expectNothingLeft({ tasks, ledger }: RequestRun): void {
  const lastCompensation = new Map(ledger.map(({ kind, taskId }, at) => [kind === 'compensation' ? taskId : '', at]));
  ledger.forEach(({ kind, taskId }, at) => {
    if (kind === 'effect') expect([taskId, (lastCompensation.get(taskId) ?? -1) > at]).toEqual([taskId, true]);
  });
  const undone = [...new Set(ledger.filter(({ kind }) => kind === 'compensation').map(({ taskId }) => taskId))];
  const records = undone.map((taskId) => tasks.get(taskId) as TaskRecord);
  const known = records.findIndex(({ completionSeq }) => completionSeq !== undefined);
  const completed = known < 0 ? [] : records.slice(known);
  expect(completed.filter(({ completionSeq }) => completionSeq === undefined)).toEqual([]);
  const order = completed.map(({ completionSeq = 0 }) => completionSeq);
  expect(order).toEqual(order.toSorted((a, b) => b - a));
}
