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

const planning = [{ taskId: 'plan', agentId: 'infrastructure-architect', timeoutSeconds: 600 }];
const escalated = { ...single, mode: 'escalate', first: 'infrastructure-architect', tasks: planning };
const planned = [
  { taskId: 't1', agentId: 'network-expert', timeoutSeconds: 300 },
  { taskId: 't2', agentId: 'monitoring-expert', timeoutSeconds: 300 },
];

/** Stands for the machine of that name: tells what it was started with. */
const runPlan = {
  QueryLanguage: 'JSONata',
  StartAt: 'Tell',
  States: {
    Tell: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: {
        FunctionName: 'arn:aws:lambda:us-east-1:123456789012:function:baton-test-run-plan',
        Payload: '{% $states.input %}',
      },
      End: true,
    },
  },
};

interface Functions {
  readonly architect?: Answer;
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
    'agent-infrastructure-architect':
      functions.architect ?? (() => ({ taskId: 'plan', status: 'completed', facts: {} })),
    'run-plan': () => ({}),
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
  const run = await runMachine({
    definition,
    input,
    fakes: { 'arn:aws:states:::lambda:invoke': invoke },
    machines: { 'run-plan': runPlan },
  });
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

describe('an escalated request', () => {
  const writing =
    (tasks: unknown, then: Answer = () => ({ status: 'succeeded' })): Answer =>
    (payload, context) =>
      payload['action'] === 'plan' ? { tasks, pk: 'T#acme#R#r1' } : then(payload, context);

  test('is planned by the architect, run by its plan, and reported on', async () => {
    const run = await coordinate({ router: () => escalated, coordinator: writing(planned) });
    expect(run.status).toBe('SUCCEEDED');
    expect(run.path).toEqual([
      'Route request',
      'Choose how to proceed',
      'Plan with architect',
      'Write plan',
      'Decide on what is planned',
      'Run plan',
      'Report on plan',
      'Decide on the plan',
      'Plan is done',
    ]);
    const [architect] = named(run, 'agent-infrastructure-architect');
    expect(architect?.payload).toEqual({
      ...input,
      taskId: 'plan',
      action: 'run',
      deadline: Date.parse('2026-01-01T00:00:00Z') + 600_000,
    });
    expect(named(run, 'coordinator')[0]?.payload).toEqual({ ...input, action: 'plan', taskId: 'plan' });
    expect(named(run, 'run-plan')[0]?.payload).toEqual({ ...input, pk: 'T#acme#R#r1', tasks: planned });
  });

  test.each([1, 2])('runs a plan of %d', async (count) => {
    const tasks = planned.slice(0, count);
    const run = await coordinate({ router: () => escalated, coordinator: writing(tasks) });
    expect([named(run, 'run-plan')[0]?.payload['tasks']].flat()).toEqual(tasks);
  });

  test('without tasks is answered with what the architect wrote', async () => {
    const run = await coordinate({ router: () => escalated, coordinator: writing([]) });
    expect(run.status).toBe('SUCCEEDED');
    expect(run.path.slice(-3)).toEqual(['Write plan', 'Decide on what is planned', 'Respond']);
    expect(named(run, 'coordinator').at(-1)?.payload).toMatchObject({ action: 'respond', taskId: 'plan' });
    expect(named(run, 'run-plan')).toEqual([]);
  });

  test('whose plan cannot be run fails, and says why', async () => {
    const run = await coordinate({
      router: () => escalated,
      coordinator: ({ action }) => {
        if (action === 'plan') throw new TaskError('PlanInvalid', 'tasks: wait for each other: a → b → a');
        return { status: 'failed' };
      },
    });
    expect(run).toMatchObject({ status: 'FAILED', error: 'PlanInvalid' });
    expect(named(run, 'coordinator').filter(({ payload }) => payload['action'] === 'plan')).toHaveLength(1);
    expect(failureTold(run)).toMatchObject({ error: 'PlanInvalid', cause: expect.stringContaining('a → b → a') });
  });

  test('whose architect fails, fails with it, and nothing is run', async () => {
    const run = await coordinate({
      router: () => escalated,
      architect: failing(1, 'AgentReportedFailure', () => ({})),
    });
    expect(run).toMatchObject({ status: 'FAILED', error: 'AgentReportedFailure' });
    expect(run.path).not.toContain('Write plan');
    expect(failureTold(run)).toMatchObject({ error: 'AgentReportedFailure' });
  });

  test('is planned again when the model could not be reached, and written again when the table could not', async () => {
    const run = await coordinate({
      router: () => escalated,
      architect: failing(2, 'ModelUnavailable', () => ({})),
      coordinator: failing(2, 'StoreUnavailable', writing(planned)),
    });
    expect(run.status).toBe('SUCCEEDED');
    expect(named(run, 'agent-infrastructure-architect')).toHaveLength(3);
  });
});
