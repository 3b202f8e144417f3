import { describe, expect, test } from '@jest/globals';
import { aPhase, aStep, aWorkflow, runWorkflow, workflowInput, type WorkflowRun } from '../../support/workflows.ts';

const start = Date.parse('2026-01-01T00:00:00Z');
const phases = (times: { first?: number; second?: number; step?: number }) => [
  aPhase('parallel', 'Look', [aStep('a'), aStep('b')], times.first === undefined ? {} : { timeBox: times.first }),
  aPhase(
    'sequential',
    'Make',
    [aStep('c'), aStep('d', times.step === undefined ? {} : { timeBox: times.step })],
    times.second === undefined ? {} : { timeBox: times.second },
  ),
];

/** By step: minutes from the start of the execution to the deadline that the agent was given. */
function deadlines({ calls }: WorkflowRun): Record<string, number> {
  return Object.fromEntries(calls.map(({ payload }) => [payload.taskId, (payload.deadline - start) / 60_000]));
}

/** By state: the seconds that it was given. */
function timeouts({ events }: WorkflowRun): number[] {
  return events('TaskScheduled').map(({ details }) => Number(details['timeoutInSeconds']));
}

/** Every step takes ten minutes. */
const slow = (_call: unknown, { sleep }: { sleep: (seconds: number) => Promise<void> }) => sleep(600);

describe('time boxes', () => {
  test('of the workflow shrink as time passes', async () => {
    const run = await runWorkflow(aWorkflow(phases({})), slow);
    expect(run.status).toBe('SUCCEEDED');
    expect(deadlines(run)).toEqual({ a: 60, b: 60, c: 60, d: 60 });
    expect(timeouts(run)).toEqual([3600, 3600, 3000, 2400]);
  });

  test('of a phase begin with the phase', async () => {
    const run = await runWorkflow(aWorkflow(phases({ first: 15, second: 30 })), slow);
    expect(deadlines(run)).toEqual({ a: 15, b: 15, c: 40, d: 40 });
    expect(timeouts(run)).toEqual([900, 900, 1800, 1200]);
  });

  test('of a step begin with the step', async () => {
    const run = await runWorkflow(aWorkflow(phases({ second: 30, step: 12 })), slow);
    expect(deadlines(run)).toMatchObject({ c: 40, d: 32 });
    expect(timeouts(run)).toEqual([3600, 3600, 1800, 720]);
  });

  test('of a phase are cut off by the workflow’s', async () => {
    const run = await runWorkflow(aWorkflow(phases({ first: 15, second: 25, step: 25 }), { timeBox: 25 }), slow);
    expect(deadlines(run)).toEqual({ a: 15, b: 15, c: 25, d: 25 });
    expect(timeouts(run)).toEqual([900, 900, 900, 300]);
    expect(run).toMatchObject({ status: 'FAILED', error: 'States.Timeout', seconds: 25 * 60 });
  });

  test('of a sequential phase reach the parallel one after it', async () => {
    const [look = {}, make = {}] = phases({ first: 20, second: 40 });
    const run = await runWorkflow(aWorkflow([make, look]), slow);
    expect(deadlines(run)).toEqual({ c: 40, d: 40, a: 40, b: 40 });
  });

  test('of all are cut off by the request’s', async () => {
    const soon = { ...workflowInput, deadline: start + 22 * 60_000 };
    const run = await runWorkflow(aWorkflow(phases({ first: 15, second: 30, step: 12 })), slow, soon);
    expect(deadlines(run)).toEqual({ a: 15, b: 15, c: 22, d: 22 });
    expect(timeouts(run)).toEqual([900, 900, 720, 120]);
    expect(run).toMatchObject({ status: 'FAILED', error: 'States.Timeout', seconds: 22 * 60 });
  });

  test('that are over leave a state one second, and the agent a deadline to refuse by', async () => {
    const eager = (_call: unknown, { sleep }: { sleep: (seconds: number) => Promise<void> }) => sleep(59 * 60 + 59.5);
    const run = await runWorkflow(aWorkflow([aPhase('sequential', 'Make', [aStep('a'), aStep('b')])]), eager);
    expect(timeouts(run)).toEqual([3600, 1]);
    expect(deadlines(run)).toEqual({ a: 60, b: 60 });
  });
});
