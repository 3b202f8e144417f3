import { describe, expect, test } from '@jest/globals';
import { TaskError } from '../../local/engine/index.ts';
import { type FakeContext, type MachineRun, runMachine } from '../../local/testing/index.ts';
import { functionArns, readMachine } from '../support/machines.ts';

const definition = readMachine('coordinate-request.asl.json');
const input = { schema: 1, tenantId: 'acme', requestId: 'r1', generation: 1 };
const tasks = [{ taskId: 't1', agentId: 'compute-expert', timeoutSeconds: 300 }];
const single = { mode: 'single', first: 'compute-expert', tasks, questionId: 'r1-q1', pk: 'T#acme#R#r1' };
const clarify = { ...single, mode: 'clarify', first: '', tasks: [] };

type Payload = Record<string, unknown>;
type Answer = (payload: Payload, context: FakeContext) => unknown;

interface Functions {
  readonly router?: Answer;
  readonly expert?: Answer;
  readonly validator?: Answer;
  readonly coordinator?: Answer;
}

interface Run extends MachineRun {
  /** What each function was called with, in order. */
  readonly calls: readonly { readonly name: string; readonly payload: Payload }[];
}

const accepted = (verdict: boolean) => ({ taskId: 'r', status: 'completed', facts: { accepted: verdict }, ref: '' });

/** Runs the machine on functions that do what a test needs, the plain right thing unless it says otherwise. */
async function coordinate(functions: Functions = {}): Promise<Run> {
  const calls: { name: string; payload: Payload }[] = [];
  const answers: Record<string, Answer> = {
    router: functions.router ?? (() => single),
    'agent-compute-expert': functions.expert ?? (() => ({ taskId: 't1', status: 'completed', facts: {}, ref: '' })),
    'agent-validator': functions.validator ?? (() => accepted(true)),
    coordinator: functions.coordinator ?? (({ action }) => ({ status: action === 'fail' ? 'failed' : 'succeeded' })),
  };
  const invoke = async (args: unknown, context: FakeContext) => {
    const { FunctionName, Payload: payload } = args as { FunctionName: string; Payload: Payload };
    const name = FunctionName.replace(/^.*:function:baton-test-/, '');
    calls.push({ name, payload });
    const answer = answers[name];
    if (answer === undefined) throw new TaskError('Lambda.ResourceNotFoundException', FunctionName);
    return { StatusCode: 200, Payload: (await answer(payload, context)) as never };
  };
  const run = await runMachine({ definition, input, fakes: { 'arn:aws:states:::lambda:invoke': invoke } });
  return { ...run, calls };
}

/** Fails so many times under a name, then does what follows. */
function failing(times: number, error: string, then: Answer): Answer {
  let left = times;
  return (payload, context) => {
    if (left > 0) {
      left -= 1;
      throw new TaskError(error, JSON.stringify({ errorType: error, errorMessage: `${error} happened` }));
    }
    return then(payload, context);
  };
}

const named = (run: Run, name: string) => run.calls.filter((call) => call.name === name);
const failureTold = (run: Run) =>
  named(run, 'coordinator').find(({ payload }) => payload['action'] === 'fail')?.payload;

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

  test('asks, waits for the answer for hours, and routes again', async () => {
    let routed = 0;
    const run = await coordinate({
      router: () => (routed++ === 0 ? clarify : single),
      coordinator: ({ action }, { after, engine, taskToken }) => {
        if (action === 'ask') {
          after(20 * 3600, () => engine.sendTaskSuccess({ taskToken: taskToken ?? '', output: '{}' }));
        }
        return {};
      },
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

  test.each(['escalate'])('ends a request of the mode %s and says so', async (mode) => {
    const run = await coordinate({ router: () => ({ ...single, mode, tasks: [] }) });
    expect(run).toMatchObject({ status: 'FAILED', error: 'ModeNotSupported', cause: expect.stringContaining(mode) });
    expect(failureTold(run)).toMatchObject({ cause: expect.stringContaining(mode) });
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

  test.each(['ModelThrottled', 'ModelUnavailable', 'StoreUnavailable', 'Sandbox.Timedout', 'Lambda.Unknown'])(
    'tries again after %s, later and later',
    async (error) => {
      const run = await coordinate({
        expert: failing(4, error, () => ({ taskId: 't1', status: 'completed', facts: {}, ref: '' })),
      });
      expect(run.status).toBe('SUCCEEDED');
      expect(named(run, 'agent-compute-expert')).toHaveLength(5);
    },
  );

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
