import { VirtualClock, type Clock, type JsonObject, type TaskHandler } from '../../../local/engine/index.ts';
import { historyOf } from '../../../local/testing/index.ts';
import { Disk, UPDATE_ITEM } from './disk.ts';
import { INVOKE, machine, pass, task } from './machines.ts';

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
      Ask: task({ Resource: `${INVOKE}.waitForTaskToken`, Output: '{% {"answer": $states.result, "roll": $roll} %}' }),
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

  /** Runs a task that is in flight when the engine ends, and what becomes of it afterwards. */
  async function interrupted(
    state: JsonObject,
  ): Promise<{ error: string | undefined; output: string | undefined; retryCounts: number[] }> {
    const retryCounts: number[] = [];
    const definition = machine({ Work: task(state) });
    const hanging = disk.open(definition, { handler: () => new Promise(() => undefined) });
    const arn = await disk.begin(hanging);
    await disk.written('TaskStarted');
    await hanging.close();
    const again = disk.open(definition, {
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

  it('finds a child execution again instead of starting another', async () => {
    const child = machine({ Ask: task({ Resource: `${INVOKE}.waitForTaskToken` }) });
    const childArn = 'arn:aws:states:us-east-1:1:stateMachine:child';
    const definition = machine({
      Call: task({
        Resource: 'arn:aws:states:::states:startExecution.sync:2',
        Arguments: { StateMachineArn: childArn },
        Output: '{% $states.result.Output %}',
      }),
    });
    let token = '';
    const handler: TaskHandler = (_, { taskToken = '' }) => {
      token = taskToken;
      return null;
    };
    const first = disk.open(definition, { handler });
    first.loadMachine({ name: 'child', arn: childArn, definition: child });
    const arn = await disk.begin(first);
    // The parent's call and the child's question.
    await disk.written('TaskSubmitted', 2);
    await first.close();

    const second = disk.open(definition, { handler });
    second.loadMachine({ name: 'child', arn: childArn, definition: child });
    await second.resume();
    await second.sendTaskSuccess({ taskToken: token, output: '42' });

    expect(await second.waitForExecution(arn)).toMatchObject({ status: 'SUCCEEDED', output: '42' });
    expect(second.listExecutions({ stateMachineArn: childArn }).items).toHaveLength(1);
    await second.close();
  });
});
