import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createEngine,
  memoryJournal,
  sqliteJournal,
  TaskError,
  VirtualClock,
  type Clock,
  type Engine,
  type EngineJournal,
  type JsonObject,
  type StatusChange,
  type TaskHandler,
} from '../../../local/engine/index.ts';
import { historyOf } from '../../../local/testing/index.ts';
import { INVOKE, machine, pass, task } from './machines.ts';

const ARN = 'arn:aws:states:us-east-1:1:stateMachine:m';

describe('a journal on disk', () => {
  let directory = '';

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'engine-'));
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  interface Opened {
    readonly handler?: TaskHandler;
    readonly clock?: Clock;
    readonly journal?: EngineJournal;
    readonly changes?: StatusChange[];
  }

  function open(
    definition: JsonObject,
    { handler = () => null, clock = new VirtualClock(), journal = sqliteJournal(directory), changes = [] }: Opened = {},
  ): Engine {
    const engine = createEngine({
      clock,
      journal,
      integrations: { [INVOKE]: handler },
      region: 'us-east-1',
      accountId: '1',
      onStatusChange: (it) => changes.push(it),
    });
    engine.loadMachine({ name: 'm', arn: ARN, definition });
    return engine;
  }

  const begin = async (engine: Engine): Promise<string> =>
    (await engine.startExecution({ stateMachineArn: ARN, name: 'x', input: '{"a":1}' })).executionArn;

  it('keeps finished executions and their histories', async () => {
    const definition = machine({ A: pass() });
    const first = open(definition);
    const arn = await begin(first);
    await first.waitForExecution(arn);
    await first.close();

    const second = open(definition);

    expect(second.describeExecution(arn)).toMatchObject({ status: 'SUCCEEDED', output: '{"a":1}' });
    expect(historyOf(second, arn).map((it) => it.type)).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ]);
    await second.close();
  });

  it('leaves finished states alone and keeps tokens valid after a restart', async () => {
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
    const first = open(definition, { handler });
    const arn = await begin(first);
    while (historyOf(first, arn).at(-1)?.type !== 'TaskSubmitted')
      await new Promise((resolve) => void setImmediate(resolve));
    const rolled = historyOf(first, arn).find((it) => it.type === 'TaskStateExited')?.details['assignedVariables'] as {
      roll: string;
    };
    await first.close();

    const second = open(definition, { handler });
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
    const first = open(definition, { clock: stopped });
    const arn = await begin(first);
    await new Promise((resolve) => void setTimeout(resolve, 20));
    await first.close();

    const second = open(definition, { clock: new VirtualClock(start + 1_800_000) });
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
    const hanging = open(definition, { handler: () => new Promise(() => undefined) });
    const arn = await begin(hanging);
    while (historyOf(hanging, arn).at(-1)?.type !== 'TaskStarted')
      await new Promise((resolve) => void setImmediate(resolve));
    await hanging.close();
    const again = open(definition, {
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

  it('goes on with a Map where it was: finished iterations keep their outputs and count', async () => {
    const Retry = [{ ErrorEquals: ['Lambda.Unknown'] }];
    const each = { StartAt: 'Do', States: { Do: task({ Arguments: '{% $states.input %}', Retry }) } };
    const tolerant = { ToleratedFailureCount: 1, ItemProcessor: each, End: true };
    const definition = machine({
      Each: { Type: 'Map', Items: ['a', 'b', 'c', 'd', 'e'], MaxConcurrency: 2, ...tolerant },
    });
    const calls: string[] = [];
    const first = open(definition, {
      handler: (args) => {
        calls.push(args as string);
        if (args === 'c') throw new TaskError('Broken', 'once');
        return args === 'b' ? 'b1' : new Promise(() => undefined);
      },
    });
    const arn = await begin(first);
    while (calls.length < 4) await new Promise((resolve) => void setImmediate(resolve));
    await new Promise((resolve) => void setTimeout(resolve, 10));
    await first.close();

    const second = open(definition, {
      handler: (args) => {
        calls.push(args as string);
        return `${args as string}2`;
      },
    });
    await second.resume();
    const { output } = await second.waitForExecution(arn);

    expect(JSON.parse(output ?? '')).toEqual(['a2', 'b1', { Error: 'Broken', Cause: 'once' }, 'd2', 'e2']);
    expect(calls).toEqual(['a', 'b', 'c', 'd', 'a', 'd', 'e']);
    await second.close();
  });

  it('counts failures from before the restart against a Map’s tolerance', async () => {
    const each = {
      StartAt: 'Do',
      States: { Do: task({ Arguments: '{% $states.input %}', Retry: [{ ErrorEquals: ['Lambda.Unknown'] }] }) },
    };
    const definition = machine({
      Each: { Type: 'Map', Items: [1, 2], ToleratedFailureCount: 1, ItemProcessor: each, End: true },
    });
    const broken: TaskHandler = (args) => {
      if (args === 2) throw new TaskError('Broken');
      return new Promise(() => undefined);
    };
    const first = open(definition, { handler: broken });
    const arn = await begin(first);
    while (!historyOf(first, arn).some((it) => it.type === 'MapIterationFailed'))
      await new Promise((resolve) => void setImmediate(resolve));
    await first.close();

    const second = open(definition, { handler: () => Promise.reject(new TaskError('Broken')) });
    await second.resume();

    expect((await second.waitForExecution(arn)).error).toBe('States.ExceedToleratedFailureThreshold');
    await second.close();
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
    const first = open(definition, { handler });
    first.loadMachine({ name: 'child', arn: childArn, definition: child });
    const arn = await begin(first);
    while (historyOf(first, arn).at(-1)?.type !== 'TaskSubmitted')
      await new Promise((resolve) => void setImmediate(resolve));
    await new Promise((resolve) => void setTimeout(resolve, 20));
    await first.close();

    const second = open(definition, { handler });
    second.loadMachine({ name: 'child', arn: childArn, definition: child });
    await second.resume();
    await second.sendTaskSuccess({ taskToken: token, output: '42' });

    expect(await second.waitForExecution(arn)).toMatchObject({ status: 'SUCCEEDED', output: '42' });
    expect(second.listExecutions({ stateMachineArn: childArn }).items).toHaveLength(1);
    await second.close();
  });

  it('is refused to a second process, by name', async () => {
    const engine = open(machine({ A: pass() }));

    expect(() => sqliteJournal(directory)).toThrow(/engine\.sqlite is in use by another process/);
    await engine.close();
    sqliteJournal(directory).close();
  });

  it('that is no journal is reported by name', () => {
    writeFileSync(join(directory, 'engine.sqlite'), 'not a database, not a database, not a database');

    expect(() => sqliteJournal(directory)).toThrow(/engine\.sqlite cannot be opened .*restore it/);
  });

  it('that cannot be written refuses the start, and nothing is called', async () => {
    const calls: unknown[] = [];
    const full: EngineJournal = {
      ...memoryJournal(),
      append() {
        throw new Error('database or disk is full');
      },
    };
    const engine = open(machine({ A: task() }), { journal: full, handler: (args) => calls.push(args) });

    await expect(begin(engine)).rejects.toThrow(/the journal cannot be written \(database or disk is full\)/);
    expect(calls).toEqual([]);
  });
});
