import { describe, expect, test } from '@jest/globals';
import { type RequestRun, runRequest } from '../support/request-run.ts';
import type { ScenarioTask } from '../support/scenario.ts';
import { expectNothingLeft, expectOrder } from '../support/scenarios.ts';
import { aPhase, aStep, aWorkflow } from '../support/workflows.ts';

const task = (taskId: string, dependsOn: string[] = [], changes: Partial<ScenarioTask> = {}): ScenarioTask => ({
  taskId,
  dependsOn,
  ...changes,
});
const chain = [task('a'), task('b', ['a']), task('c', ['b'])];
const diamond = [task('a'), task('b', ['a']), task('c', ['a']), task('d', ['b', 'c'])];

const statuses = ({ tasks }: RequestRun) =>
  Object.fromEntries([...tasks.values()].map(({ taskId, status }) => [taskId, status]));
const told = ({ ledger }: RequestRun) => ledger.map(({ kind, taskId }) => `${kind} ${taskId}`);

describe('a request that fails', () => {
  test('is undone, the newest first, and its execution says so', async () => {
    const run = await runRequest({ of: chain, faults: [{ step: 'c', kind: 'error' }] });
    expect(run.root).toMatchObject({ status: 'FAILED', error: 'Baton.RolledBack' });
    expect(run.request).toMatchObject({
      status: 'rolled-back',
      rollback: { failedTask: 'c', compensated: ['c', 'b', 'a'], dirty: [], left: [] },
    });
    expect(told(run)).toEqual(['effect a', 'effect b', 'compensation c', 'compensation b', 'compensation a']);
  });

  test('executes two states for each compensation', async () => {
    const run = await runRequest({ of: chain, faults: [{ step: 'c', kind: 'error' }] });
    expect(run.rollbackPath).toEqual([
      'Fence tasks',
      'Choose what comes next',
      ...['c', 'b', 'a'].flatMap(() => ['Compensate task', 'Choose what comes next']),
      'Close request',
      'Decide how it ended',
      'Request is undone',
    ]);
  });

  test('keeps what was completed, when that is wanted, until its user has it undone', async () => {
    const kept = { of: chain, faults: [{ step: 'c', kind: 'error' as const }], onFailure: 'keep' as const };
    const run = await runRequest(kept);
    expect(run.root).toMatchObject({ status: 'FAILED', error: 'PlanIncomplete' });
    expect(run.request.status).toBe('failed');
    expect(told(run)).not.toContain('compensation a');
    const undone = await runRequest({ ...kept, rollsBackAfterwards: true });
    expect(undone.request).toMatchObject({ status: 'rolled-back', rollback: { requestedBy: 'ada' } });
    expectNothingLeft(undone);
  });

  test('leaves what nothing undoes, and names it', async () => {
    const run = await runRequest({
      of: [task('a'), task('b', ['a'], { compensation: undefined }), task('c', ['b'])],
      faults: [{ step: 'c', kind: 'error' }],
    });
    expect(run.request).toMatchObject({ status: 'rolled-back', rollback: { compensated: ['c', 'a'], left: ['b'] } });
    expect(statuses(run)).toMatchObject({ b: 'completed' });
  });

  test('tries a compensation that fails again, and in the end goes on without it', async () => {
    const once = await runRequest({
      of: chain,
      faults: [{ step: 'c', kind: 'error' }],
      failingCompensations: (id) => (id === 'b' ? 2 : 0),
    });
    expect(once.request.status).toBe('rolled-back');
    const never = await runRequest({
      of: chain,
      faults: [{ step: 'c', kind: 'error' }],
      failingCompensations: (id) => (id === 'b' ? 99 : 0),
    });
    expect(never.root).toMatchObject({ status: 'FAILED', error: 'Baton.RollbackFailed' });
    expect(never.request).toMatchObject({
      status: 'rollback-failed',
      rollback: { compensated: ['c', 'a'], dirty: ['b'] },
    });
    expect(statuses(never)).toEqual({ a: 'compensated', b: 'dirty', c: 'compensated' });
  });

  test('is undone again where something stayed dirty', async () => {
    const run = await runRequest({
      of: chain,
      faults: [{ step: 'c', kind: 'error' }],
      failingCompensations: (id) => (id === 'b' ? 6 : 0),
      rollsBackAfterwards: true,
    });
    expect(run.request).toMatchObject({ status: 'rolled-back', epoch: 2 });
    expect(statuses(run)).toEqual({ a: 'compensated', b: 'compensated', c: 'compensated' });
    expectNothingLeft(run);
  });

  test('is not undone before the last function that came late has ended', async () => {
    const run = await runRequest({
      of: [task('slow'), task('quick')],
      faults: [
        { step: 'slow', kind: 'late' },
        { step: 'quick', kind: 'error' },
      ],
    });
    // Each of five attempts comes five seconds late with its effect, under one key.
    const effects = Array.from({ length: 5 }, () => 'effect slow');
    expect(told(run)).toEqual([...effects, 'compensation slow', 'compensation quick']);
    expect(run.rollbackPath.filter((name) => name === 'Wait for functions to end').length).toBeGreaterThan(0);
    expectNothingLeft(run);
  });
});

describe('a workflow that fails', () => {
  const workflow = aWorkflow([
    aPhase('parallel', 'Design', [aStep('a'), aStep('b', { compensate: { withdraw: true } })]),
    aPhase('sequential', 'Build', [aStep('c', { compensate: undefined, irreversible: 'It only reads' }), aStep('d')]),
    aPhase('parallel', 'Prove', [aStep('e', { timeBox: 2 }), aStep('f'), aStep('g')]),
  ]);

  test('has its siblings settled, then everything undone', async () => {
    const run = await runRequest({ of: workflow, faults: [{ step: 'f', kind: 'error' }] });
    expect(run.root).toMatchObject({ status: 'FAILED', error: 'Baton.RolledBack' });
    expect(statuses(run)).toEqual({
      a: 'compensated',
      b: 'compensated',
      c: 'completed',
      d: 'compensated',
      e: 'compensated',
      f: 'compensated',
      g: 'compensated',
    });
    expect(run.request.rollback).toMatchObject({ failedTask: 'f', left: ['c'] });
    expectNothingLeft({ ...run, ledger: run.ledger.filter(({ taskId }) => taskId !== 'c') });
  });

  test('leaves no step open when its time was over and what was completed is kept', async () => {
    const run = await runRequest({ of: workflow, faults: [{ step: 'e', kind: 'timeout' }], onFailure: 'keep' });
    expect(run.request).toMatchObject({
      status: 'failed',
      error: { message: 'e (api-agent) failed: timeout was injected into attempt 1 of task e' },
    });
    expect(statuses(run)).toMatchObject({ d: 'completed', e: 'failed', f: 'completed' });
  });

  test('is not called complete when its last step came late', async () => {
    const run = await runRequest({ of: workflow, faults: [{ step: 'e', kind: 'late' }], onFailure: 'keep' });
    expect(run.request).toMatchObject({
      status: 'failed',
      error: { name: 'PlanIncomplete', message: 'it ended before every step was completed' },
    });
    expect(run.request.reply).toContain('## Incomplete');
    expect(run.request.reply).toContain('❌ All 7 tasks completed, but not all in time');
  });

  test('waits for the step whose time was over, and undoes it first', async () => {
    const run = await runRequest({ of: workflow, faults: [{ step: 'e', kind: 'late' }] });
    const compensations = told(run).filter((line) => line.startsWith('compensation'));
    expect(compensations[0]).toBe('compensation e');
    expect(told(run).indexOf('effect e')).toBeLessThan(told(run).indexOf('compensation e'));
    expect(run.request.rollback).toMatchObject({ failedTask: 'e' });
    expectNothingLeft({ ...run, ledger: run.ledger.filter(({ taskId }) => taskId !== 'c') });
  });
});

describe('a request that is cancelled', () => {
  test('while its results are combined once more is undone altogether', async () => {
    for (let cancelAfter = 30; cancelAfter <= 60; cancelAfter += 1) {
      const run = await runRequest({ of: [task('a'), task('b', ['a'])], cancelAfter, coldStart: 2, refusals: 1 });
      expectOrder(run);
      if (run.request.epoch > 0) expectNothingLeft(run);
    }
  });

  test.each([1, 12, 25, 61])('after %d seconds is stopped and undone', async (cancelAfter) => {
    const run = await runRequest({ of: chain, cancelAfter });
    expect(run.request).toMatchObject(
      cancelAfter < 60 ? { status: 'cancelled', rollback: { requestedBy: 'ada' } } : { status: 'succeeded' },
    );
    expect(run.root.status).toBe(cancelAfter < 60 ? 'ABORTED' : 'SUCCEEDED');
    expectOrder(run);
    if (cancelAfter < 60) expectNothingLeft(run);
  });

  test('does not start what was called before and looks only after', async () => {
    const workflow = aWorkflow([aPhase('sequential', 'Build', [aStep('a'), aStep('b')])]);
    const run = await runRequest({ of: workflow, coldStart: 5, cancelAfter: 17 });
    expect(run.request.status).toBe('cancelled');
    expect(run.work.map(({ taskId }) => taskId)).toEqual(['a']);
    expectNothingLeft(run);
  });
});

describe('wherever a function is killed', () => {
  const small = aWorkflow([
    aPhase('parallel', 'Design', [aStep('a'), aStep('b', { timeBox: 1 })]),
    aPhase('sequential', 'Build', [aStep('c')]),
  ]);

  test.each([
    ['a task fails', { of: diamond, faults: [{ step: 'd', kind: 'error' as const }] }],
    ['the request is cancelled', { of: diamond, cancelAfter: 15 }],
    ['a step of a workflow fails', { of: small, faults: [{ step: 'c', kind: 'error' as const }] }],
    ['a step of a workflow comes late', { of: small, faults: [{ step: 'b', kind: 'late' as const }] }],
  ])('a request in which %s ends undone', async (_, scenario) => {
    const steps = (await runRequest(scenario)).journal.steps.length;
    expect(steps).toBeGreaterThan(50);
    for (let dieAfter = 1; dieAfter <= steps; dieAfter += 1) {
      const run = await runRequest({ ...scenario, dieAfter });
      const died = run.journal.steps[dieAfter - 1];
      const ends = ['rolled-back', 'cancelled'];
      expect([dieAfter, died, ends.includes(run.request.status)]).toEqual([dieAfter, died, true]);
      expectOrder(run, 'faults' in scenario ? scenario.faults : [], 1);
      expectNothingLeft(run);
    }
  });
});
