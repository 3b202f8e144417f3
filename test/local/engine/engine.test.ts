import { jest } from '@jest/globals';
import {
  createEngine,
  TaskError,
  VirtualClock,
  type Engine,
  type EngineOptions,
  type EventNotice,
  type JsonObject,
  type StatusChange,
} from '../../../local/engine/index.ts';
import { INVOKE, machine, pass, run, task } from './machines.ts';

const ARN = 'arn:aws:states:us-east-1:1:stateMachine:m';

function engineWith(options: Partial<EngineOptions> = {}): Engine {
  return createEngine({
    clock: new VirtualClock(),
    integrations: { [INVOKE]: () => null },
    region: 'us-east-1',
    accountId: '1',
    ...options,
  });
}

describe('an engine', () => {
  it('tells once that an execution started and once how it ended', async () => {
    const changes: StatusChange[] = [];
    const engine = engineWith({ onStatusChange: (it) => changes.push(it) });
    engine.loadMachine({
      name: 'm',
      arn: ARN,
      definition: machine({ Stop: { Type: 'Fail', Error: 'Broken', Cause: 'by hand' } }),
    });
    const { executionArn } = await engine.startExecution({ stateMachineArn: ARN, name: 'x' });
    await engine.waitForExecution(executionArn);

    expect(changes.map((it) => [it.status, it.error, it.cause])).toEqual([
      ['RUNNING', undefined, undefined],
      ['FAILED', 'Broken', 'by hand'],
    ]);
    expect(changes[1]).toMatchObject({
      executionArn,
      stateMachineArn: ARN,
      name: 'x',
      input: '{}',
      startDate: Date.UTC(2026, 0, 1),
    });
  });

  it('tells every event as it happens, in order', async () => {
    const notices: EventNotice[] = [];
    const engine = engineWith({ onEvent: (it) => notices.push(it) });
    engine.loadMachine({
      name: 'm',
      arn: ARN,
      definition: machine({ A: task({ Next: 'B' }), B: { Type: 'Succeed' } }),
    });
    const { executionArn } = await engine.startExecution({ stateMachineArn: ARN });
    await engine.waitForExecution(executionArn);

    expect(notices.map((it) => it.event.id)).toEqual(
      engine.getExecutionHistory({ executionArn }).items.map((it) => it.id),
    );
    expect(notices.at(-1)?.event.type).toBe('ExecutionSucceeded');
  });

  it('fails a task whose handler throws what is no error', async () => {
    const engine = engineWith({ integrations: { [INVOKE]: () => Promise.reject('just text') } });
    engine.loadMachine({ name: 'm', arn: ARN, definition: machine({ A: task() }) });
    const { executionArn } = await engine.startExecution({ stateMachineArn: ARN });

    expect(await engine.waitForExecution(executionArn)).toMatchObject({
      status: 'FAILED',
      error: 'States.TaskFailed',
      cause: 'just text',
    });
  });

  it('gives a handler arguments of its own: changing them changes nothing else', async () => {
    const { calls, output } = await run(
      {
        First: task({
          Arguments: { n: 1 },
          Retry: [{ ErrorEquals: ['Busy'] }],
          Output: '{% $states.input %}',
          Next: 'Second',
        }),
        Second: task({ Output: '{% $states.input %}' }),
      },
      (args, { retryCount, stateName }) => {
        (args as JsonObject)['touched'] = true;
        if (stateName === 'First' && retryCount === 0) throw new TaskError('Busy');
        return null;
      },
      { n: 0 },
    );

    expect(calls.map((it) => it.arguments)).toEqual([{ n: 1 }, { n: 1 }, { n: 0 }]);
    expect(output).toEqual({ n: 0 });
  });

  it('warns of subscribers that throw, and goes on', async () => {
    const warnings = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const throws = (what: string) => () => {
      throw new Error(what);
    };
    const engine = engineWith({ onStatusChange: throws('no status'), onEvent: throws('no event') });
    engine.loadMachine({ name: 'm', arn: ARN, definition: machine({ A: task() }) });
    const { executionArn } = await engine.startExecution({ stateMachineArn: ARN });
    const { status } = await engine.waitForExecution(executionArn);
    const told = warnings.mock.calls.map(([warning]) => (warning as Error).message);
    warnings.mockRestore();

    expect(status).toBe('SUCCEEDED');
    expect(told.filter((it) => it === 'no status')).toHaveLength(2);
    expect(told.filter((it) => it === 'no event')).toHaveLength(
      engine.getExecutionHistory({ executionArn }).items.length,
    );
  });

  it('says what it does not know', async () => {
    const engine = engineWith();

    await expect(engine.waitForExecution('arn:none')).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
    expect(() => engine.describeStateMachine(ARN)).toThrow(/State Machine Does Not Exist/);
  });

  it('takes nothing more when it is closed', async () => {
    const engine = engineWith();
    engine.loadMachine({ name: 'm', arn: ARN, definition: machine({ A: pass() }) });
    await engine.close();

    await expect(engine.startExecution({ stateMachineArn: ARN })).rejects.toThrow('the engine is closed');
  });
});
