import { VirtualClock, type Clock, type JsonObject, type TaskHandler } from '../../../local/engine/index.ts';
import { historyOf } from '../../../local/testing/index.ts';
import { Disk, UPDATE_ITEM } from './disk.ts';
import { ASK, filling, machine, pass, task } from './machines.ts';

describe('an engine that is closed and opened again', () => {
  let disk: Disk;

  beforeEach(() => {
    disk = new Disk();
  });

  afterEach(() => disk.remove());

  it('keeps finished executions and their histories', async () => {
    const definition = machine({ A: pass() });
    const first = disk.open(definition);
    const arn = await disk.begin(first);
    await first.waitForExecution(arn);
    await first.close();

    const second = disk.open(definition);

    expect(second.describeExecution(arn)).toMatchObject({ status: 'SUCCEEDED', output: '{"a":1}' });
    expect(historyOf(second, arn).map((it) => it.type)).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ]);
    await second.close();
  });

  it('leaves finished states alone and keeps tokens valid', async () => {
    const calls: string[] = [];
    let token = '';
    const definition = machine({
      First: task({ Assign: { roll: '{% $random() %}' }, Next: 'Ask' }),
      Ask: task({ Resource: ASK, Output: '{% {"answer": $states.result, "roll": $roll} %}' }),
    });
    const handler: TaskHandler = (_, { stateName, taskToken }) => {
      calls.push(stateName);
      token = taskToken ?? token;
      return null;
    };
    const first = disk.open(definition, { handler });
    const arn = await disk.begin(first);
    // Only a task that waits for a token is submitted; the first one ends at once.
    await disk.written('TaskSubmitted');
    const rolled = historyOf(first, arn).find((it) => it.type === 'TaskStateExited')?.details['assignedVariables'] as {
      roll: string;
    };
    await first.close();

    const second = disk.open(definition, { handler });
    await second.resume();
    await second.sendTaskSuccess({ taskToken: token, output: '"yes"' });
    const { output } = await second.waitForExecution(arn);

    expect(JSON.parse(output ?? '')).toEqual({ answer: 'yes', roll: Number(rolled.roll) });
    expect(calls).toEqual(['First', 'Ask']);
    await second.close();
  });

  it('keeps the deadlines of timers: what fell due meanwhile happens at once', async () => {
    const start = Date.UTC(2026, 0, 1);
    const stopped: Clock = { now: () => start, setTimer: () => ({ cancel() {} }) };
    const definition = machine({ Sleep: { Type: 'Wait', Seconds: 3600, End: true } });
    const first = disk.open(definition, { clock: stopped });
    const arn = await disk.begin(first);
    await disk.written('WaitStateEntered');
    await first.close();

    const second = disk.open(definition, { clock: new VirtualClock(start + 1_800_000) });
    await second.resume();
    const ended = await second.waitForExecution(arn);

    expect(ended.stopDate).toBe(start + 3_600_000);
    await second.close();
  });

  /** Runs a task that is in flight when the engine ends, and what becomes of it so many seconds later. */
  async function interrupted(
    state: JsonObject,
    later = 0,
  ): Promise<{ error: string | undefined; output: string | undefined; retryCounts: number[] }> {
    const retryCounts: number[] = [];
    const definition = machine({ Work: task(state) });
    const hanging = disk.open(definition, { handler: () => new Promise(() => undefined) });
    const arn = await disk.begin(hanging);
    await disk.written('TaskStarted');
    await hanging.close();
    const again = disk.open(definition, {
      clock: new VirtualClock(Date.UTC(2026, 0, 1) + later * 1000),
      handler: (_, { retryCount }) => {
        retryCounts.push(retryCount);
        return 'done';
      },
    });
    await again.resume();
    const { error, output } = await again.waitForExecution(arn);
    await again.close();
    return { error, output, retryCounts };
  }

  it('runs a task in flight again where its Retry would, without counting it', async () => {
    expect(await interrupted({ Retry: [{ ErrorEquals: ['Lambda.Unknown'], MaxAttempts: 1 }] })).toEqual({
      error: undefined,
      output: '"done"',
      retryCounts: [0],
    });
  });

  it('fails a task in flight that is not to be retried', async () => {
    expect(await interrupted({ Retry: [{ ErrorEquals: ['Other'] }] })).toEqual({
      error: 'Lambda.Unknown',
      output: undefined,
      retryCounts: [],
    });
  });

  it('calls another service again where its Retry covers a lost answer, with the same token', async () => {
    const tokens: (string | undefined)[] = [];
    const definition = machine({
      Wait: task({
        Resource: `${UPDATE_ITEM}.waitForTaskToken`,
        Retry: [{ ErrorEquals: ['DynamoDb.SdkClientException'] }],
      }),
    });
    const hanging = disk.open(definition, {
      handler: (_, { taskToken }) => new Promise(() => void tokens.push(taskToken)),
    });
    const arn = await disk.begin(hanging);
    await disk.written('TaskStarted');
    await hanging.close();
    const again = disk.open(definition, { handler: (_, { taskToken }) => tokens.push(taskToken) });
    await again.resume();
    await disk.written('TaskSubmitted');
    const [taskToken = '', second] = tokens;
    await again.sendTaskSuccess({ taskToken, output: '"done"' });
    expect(await again.waitForExecution(arn)).toMatchObject({ status: 'SUCCEEDED', output: '"done"' });
    expect(second).toBe(taskToken);
    await again.close();
  });

  it('fails a call of another service as one whose answer was lost, when its Retry does not cover that', async () => {
    const state = { Resource: UPDATE_ITEM, Retry: [{ ErrorEquals: ['DynamoDb.ThrottlingException'] }] };
    expect(await interrupted(state)).toMatchObject({ error: 'DynamoDb.SdkClientException', retryCounts: [] });
  });

  it('fails a task in flight whose time is up, without calling it again', async () => {
    const Retry = [{ ErrorEquals: ['Lambda.Unknown'] }];

    expect(await interrupted({ TimeoutSeconds: 10, Retry }, 20)).toEqual({
      error: 'States.Timeout',
      output: undefined,
      retryCounts: [],
    });
  });

  it('leaves alone what it has started itself before it resumed', async () => {
    const calls: string[] = [];
    const { promise: answer, resolve } = Promise.withResolvers<string>();
    const definition = machine({ Work: task({ Retry: [{ ErrorEquals: ['Lambda.Unknown'] }] }) });
    const engine = disk.open(definition, {
      handler: (_, { executionName }) => {
        calls.push(executionName);
        return answer;
      },
    });
    const arn = await disk.begin(engine);
    await disk.written('TaskStarted');
    await engine.resume();
    // Whatever resuming would call is called together with this one.
    await engine.startExecution({ stateMachineArn: Disk.machineArn, name: 'y' });
    resolve('done');

    expect(await engine.waitForExecution(arn)).toMatchObject({ output: '"done"' });
    expect(calls).toEqual(['x', 'y']);
    await engine.close();
  });

  it('counts the variables from before against their limit', async () => {
    let token = '';
    const definition = machine(
      filling(
        { Ask: task({ Resource: ASK, Next: 'One more' }), 'One more': pass({ Assign: { more: 1 } }) },
        "{% $pad('', 262142, 'x') %}",
      ),
    );
    const first = disk.open(definition, {
      handler: (_, { taskToken = '' }) => {
        token = taskToken;
        return null;
      },
    });
    const arn = await disk.begin(first);
    await disk.written('TaskSubmitted');
    await first.close();

    const second = disk.open(definition);
    await second.resume();
    await second.sendTaskSuccess({ taskToken: token, output: '1' });

    expect((await second.waitForExecution(arn)).error).toBe('States.DataLimitExceeded');
    await second.close();
  });
});
