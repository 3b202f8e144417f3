import type { JsonObject } from '../../../../local/engine/index.ts';
import { machineArn, runMachine, startMachine, type Fake, type MachineRun } from '../../../../local/testing/index.ts';
import { never } from '../fakes.ts';
import { call, children, INVOKE, machine, pass, task, wait, type States } from '../machines.ts';
import { rule } from './rule.ts';

const NESTING = 'https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html';
const SYNC = 'https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-sync';
const DEFAULT = 'https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-default';
const TIMEOUT = 'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#statestimeout';
const STARTING = 'https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html';
const nested = (parent: States, child: States, fake: Fake = never, more: JsonObject = {}): Promise<MachineRun> =>
  runMachine({ definition: machine(parent), machines: { child: machine(child, more) }, fakes: { [INVOKE]: fake } });

rule('A start with .sync:2 waits for the child and has its output as JSON', NESTING, async () => {
  const { output, seconds } = await nested(
    { Call: call('.sync:2', { Output: '{% $states.result.Output %}' }, { Input: { n: 2 } }) },
    { Sleep: wait(30, { Output: { n: '{% $states.input.n * 2 %}' } }) },
  );

  expect([output, seconds]).toEqual([{ n: 4 }, 30]);
});

rule('The result of .sync:2 describes the child’s execution', NESTING, async () => {
  const { output } = await nested({ Call: call('.sync:2', {}, { Name: 'one', Input: { n: 2 } }) }, { Sleep: wait(30) });

  expect(output).toEqual({
    ExecutionArn: 'arn:aws:states:us-east-1:123456789012:execution:child:one',
    Input: { n: 2 },
    InputDetails: { Included: true },
    Name: 'one',
    Output: { n: 2 },
    OutputDetails: { Included: true },
    StartDate: Date.UTC(2026, 0, 1),
    StateMachineArn: machineArn('child'),
    Status: 'SUCCEEDED',
    StopDate: Date.UTC(2026, 0, 1, 0, 0, 30),
  });
});

rule('A child that fails fails the task with States.TaskFailed and its description as cause', SYNC, async () => {
  const { error, cause = '' } = await nested(
    { Call: call('.sync:2', {}, { Input: { n: 2 } }) },
    { Stop: { Type: 'Fail', Error: 'Broken', Cause: 'inside' } },
  );

  expect(error).toBe('States.TaskFailed');
  expect(JSON.parse(cause)).toMatchObject({
    Status: 'FAILED',
    Input: '{"n":2}',
    Error: 'Broken',
    Cause: 'inside',
    StateMachineArn: machineArn('child'),
  });
});

rule('A child that ran out of time is States.TaskFailed for its parent, not States.Timeout', TIMEOUT, async () => {
  const Catch = [{ ErrorEquals: ['States.Timeout'], Next: 'Caught' }];
  const { error, cause = '' } = await nested(
    { Call: call('.sync:2', { Catch }), Caught: pass() },
    { Sleep: wait(60) },
    never,
    {
      TimeoutSeconds: 10,
    },
  );

  expect([error, (JSON.parse(cause) as JsonObject)['Status']]).toEqual(['States.TaskFailed', 'TIMED_OUT']);
});

rule('A child that was stopped is States.TaskFailed for its parent', SYNC, async () => {
  const { error, cause = '' } = await nested({ Call: call('.sync:2') }, { Work: task() }, (_, context) => {
    context.after(5, () => context.engine.stopExecution({ executionArn: context.executionArn }));
    return never(null, context);
  });

  expect([error, (JSON.parse(cause) as JsonObject)['Status']]).toEqual(['States.TaskFailed', 'ABORTED']);
});

rule('The failure of a child can be caught, and retried with a child of its own each time', SYNC, async () => {
  const Retry = [{ ErrorEquals: ['States.TaskFailed'], MaxAttempts: 2 }];
  const Catch = [{ ErrorEquals: ['States.TaskFailed'], Next: 'Caught' }];
  const { engine, ended } = await startMachine({
    definition: machine({ Call: call('.sync:2', { Retry, Catch }), Caught: pass() }),
    machines: { child: machine({ Stop: { Type: 'Fail' } }) },
  });

  expect((await ended).path).toEqual(['Call', 'Caught']);
  expect(new Set((await children(engine)).map((it) => it.name)).size).toBe(3);
});

rule('A plain start goes on at once, with the child’s ARN and its start', DEFAULT, async () => {
  const { output, seconds } = await nested({ Call: call('', {}, { Name: 'one' }) }, { Sleep: wait(30) });

  expect(seconds).toBe(0);
  expect(output).toMatchObject({
    ExecutionArn: 'arn:aws:states:us-east-1:123456789012:execution:child:one',
    StartDate: Date.UTC(2026, 0, 1),
  });
});

rule('A plain start does not care how the child ends', DEFAULT, async () => {
  const { status } = await nested({ Call: call('', { Next: 'Rest' }), Rest: wait(5) }, { Stop: { Type: 'Fail' } });

  expect(status).toBe('SUCCEEDED');
});

rule('With .waitForTaskToken the child gets the token as input, and whoever has it answers', NESTING, async () => {
  const { output, seconds } = await nested(
    { Call: call('.waitForTaskToken', {}, { Input: { token: '{% $states.context.Task.Token %}' } }) },
    {
      Sleep: wait(20, { Next: 'Tell' }),
      Tell: task({ Arguments: '{% $states.input.token %}', Next: 'Go on' }),
      'Go on': wait(60),
    },
    async (args, { engine }) => {
      await engine.sendTaskSuccess({ taskToken: args as string, output: '"from the child"' });
      return null;
    },
  );

  expect([output, seconds]).toEqual(['from the child', 20]);
});

rule('A name that another execution has is StepFunctions.ExecutionAlreadyExistsException', STARTING, async () => {
  const { error } = await nested(
    { First: call('', { Next: 'Again' }, { Name: 'same', Input: 1 }), Again: call('', {}, { Name: 'same', Input: 2 }) },
    { Sleep: wait(5) },
  );

  expect(error).toBe('StepFunctions.ExecutionAlreadyExistsException');
});

rule('A machine that there is not is StepFunctions.StateMachineDoesNotExistException', STARTING, async () => {
  const { error } = await nested({ Call: call('', {}, { StateMachineArn: machineArn('other') }) }, { Only: pass() });

  expect(error).toBe('StepFunctions.StateMachineDoesNotExistException');
});

rule('A name that may not be is StepFunctions.InvalidNameException', STARTING, async () => {
  const { error } = await nested({ Call: call('', {}, { Name: 'no good' }) }, { Only: pass() });

  expect(error).toBe('StepFunctions.InvalidNameException');
});

rule('An input text that is no JSON is StepFunctions.InvalidExecutionInputException', STARTING, async () => {
  const { error } = await nested({ Call: call('', {}, { Input: '{' }) }, { Only: pass() });

  expect(error).toBe('StepFunctions.InvalidExecutionInputException');
});

rule('A child without Input gets an empty object', 'https://states-language.net/spec.html#data', async () => {
  const { output } = await nested(
    { Call: call('.sync:2', { Output: '{% $states.result.Output %}' }) },
    { Only: pass() },
  );

  expect(output).toEqual({});
});

rule('A parent waits for its child no longer than TimeoutSeconds of the task', TIMEOUT, async () => {
  const Catch = [{ ErrorEquals: ['States.Timeout'], Next: 'Caught' }];
  const { path, seconds } = await nested(
    { Call: call('.sync:2', { TimeoutSeconds: 10, Catch }), Caught: pass() },
    { Sleep: wait(60) },
  );

  expect([path, seconds]).toEqual([['Call', 'Caught'], 10]);
});
