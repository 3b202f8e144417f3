import { describe, expect, test } from '@jest/globals';
import { approves, TaskError } from '../../local/testing/index.ts';
import {
  accepted,
  coordinate,
  deadline,
  definition,
  failing,
  failureTold,
  input,
  named,
  single,
} from '../support/coordinate-run.ts';
import { functionArns } from '../support/machines.ts';

const clarify = { ...single, mode: 'clarify', first: '', tasks: [] };

describe('coordinate-request', () => {
  test('routes, delegates, validates and responds in six states', async () => {
    const run = await coordinate();
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: { status: 'succeeded' } });
    expect(run.path).toEqual([
      'Route request',
      'Choose how to proceed',
      'Delegate to expert',
      'Validate result',
      'Decide on the result',
      'Respond',
    ]);
    expect(named(run, 'agent-compute-expert')[0]?.payload).toMatchObject({
      ...input,
      taskId: 't1',
      action: 'run',
      round: 0,
      deadline: expect.any(Number),
    });
  });

  test('gives each attempt of the expert the time box of its definition', async () => {
    const run = await coordinate();
    const start = Date.parse('2026-01-01T00:00:00Z');
    expect(named(run, 'agent-compute-expert')[0]?.payload['deadline']).toBe(start + 300_000);
  });

  test('gives neither expert nor reviewer longer than the whole request may take', async () => {
    const soon = Date.parse('2026-01-01T00:00:40Z');
    const run = await coordinate({ router: () => ({ ...single, deadline: soon }) });
    expect(named(run, 'agent-compute-expert')[0]?.payload['deadline']).toBe(soon);
    expect(named(run, 'agent-validator')[0]?.payload['deadline']).toBe(soon);
  });

  test('starts a workflow with the deadline of the request', async () => {
    const workflow = { ...single, mode: 'workflow', workflow: 'sample', input: { feature: 'Notes' }, tasks: [] };
    const run = await coordinate({ router: () => workflow });
    expect(run.status).toBe('SUCCEEDED');
    expect(named(run, 'workflow-sample')[0]?.payload).toEqual({ ...input, deadline, input: { feature: 'Notes' } });
  });

  test('asks, waits for the answer for hours, and routes again', async () => {
    let routed = 0;
    const run = await coordinate({
      router: () => (routed++ === 0 ? clarify : single),
      coordinator: ({ action }, context) => (action === 'ask' ? approves({ afterHours: 20 })(null, context) : {}),
    });
    expect(run.status).toBe('SUCCEEDED');
    expect(run.path.slice(0, 5)).toEqual([
      'Route request',
      'Choose how to proceed',
      'Ask for clarification',
      'Route request',
      'Choose how to proceed',
    ]);
    expect(run.seconds).toBeGreaterThanOrEqual(20 * 3600);
    expect(named(run, 'coordinator')[0]?.payload).toMatchObject({ questionId: 'r1-q1', expiresInSeconds: 86_400 });
  });

  test('gives up on a question after 24 hours', async () => {
    const run = await coordinate({ router: () => clarify });
    expect(run).toMatchObject({ status: 'FAILED', error: 'ClarificationExpired', seconds: 86_400 });
    expect(failureTold(run)).toMatchObject({ error: 'ClarificationExpired' });
  });

  test('has a rejected result done once more, as the next round, with a time box of its own', async () => {
    let reviews = 0;
    const run = await coordinate({ validator: () => accepted(reviews++ > 0) });
    expect(run.status).toBe('SUCCEEDED');
    expect(named(run, 'agent-compute-expert').map(({ payload }) => payload['round'])).toEqual([0, 1]);
    expect(named(run, 'agent-validator').map(({ payload }) => payload['taskId'])).toEqual([
      't1-review-0',
      't1-review-1',
    ]);
  });

  test('fails when a result is rejected twice', async () => {
    const run = await coordinate({ validator: () => accepted(false) });
    expect(run).toMatchObject({ status: 'FAILED', error: 'ResultRejected' });
    expect(named(run, 'agent-compute-expert')).toHaveLength(2);
  });

  test.each([
    'ModelThrottled',
    'ModelUnavailable',
    'StoreUnavailable',
    'Sandbox.Timedout',
    'Lambda.Unknown',
    'Runtime.ExitError',
  ])('tries again after %s, later and later', async (error) => {
    const run = await coordinate({
      expert: failing(4, error, () => ({ taskId: 't1', status: 'completed', facts: {}, ref: '' })),
    });
    expect(run.status).toBe('SUCCEEDED');
    expect(named(run, 'agent-compute-expert')).toHaveLength(5);
  });

  test.each(['AgentReportedFailure', 'AgentOutputInvalid', 'ModelRejected', 'DeadlineExceeded', 'TypeError'])(
    'does not try again after %s',
    async (error) => {
      const run = await coordinate({ expert: failing(1, error, () => ({})) });
      expect(run).toMatchObject({ status: 'FAILED', error });
      expect(named(run, 'agent-compute-expert')).toHaveLength(1);
      expect(failureTold(run)).toMatchObject({ error, cause: expect.stringContaining(`${error} happened`) });
    },
  );

  test('is patient where the account runs out of concurrency', async () => {
    const run = await coordinate({
      expert: failing(10, 'Lambda.TooManyRequestsException', () => ({
        taskId: 't1',
        status: 'completed',
        facts: {},
        ref: '',
      })),
    });
    expect(run.status).toBe('SUCCEEDED');
  });

  test('stops waiting for an expert that never answers, and says why', async () => {
    const run = await coordinate({ expert: (_payload, { sleep }) => sleep(Infinity) });
    expect(run).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  test('tries for long to tell a failure, and ends failed even when nobody can be told', async () => {
    const run = await coordinate({
      router: failing(1, 'CallInvalid', () => ({})),
      coordinator: () => {
        throw new TaskError('StoreUnavailable', 'down');
      },
    });
    expect(run).toMatchObject({ status: 'FAILED', error: 'CallInvalid' });
    expect(named(run, 'coordinator')).toHaveLength(13);
  });

  test('calls nothing but the functions it is granted', async () => {
    const run = await coordinate();
    expect(new Set(run.calls.map(({ name }) => name))).toEqual(
      new Set(['router', 'agent-compute-expert', 'agent-validator', 'coordinator']),
    );
    expect(definition).not.toMatch(/\$\{\w+\}/);
    expect(definition).toContain(functionArns.RouterFunctionArn);
  });
});
