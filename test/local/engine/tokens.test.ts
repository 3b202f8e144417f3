import type { Json } from '../../../local/engine/index.ts';
import { runMachine, startMachine } from '../../../local/testing/index.ts';
import { INVOKE, machine, pass, run, task } from './machines.ts';

const START = 'arn:aws:states:::states:startExecution';

// https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
describe('task tokens', () => {
  it('of an earlier attempt, or altered, are refused', async () => {
    const tokens: string[] = [];
    const refused: string[] = [];
    const Retry = [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 1 }];
    const Ask = task({ Resource: `${INVOKE}.waitForTaskToken`, TimeoutSeconds: 10, Retry });
    const { output } = await run({ Ask }, (_, { after, engine, taskToken = '' }) => {
      tokens.push(taskToken);
      const send = (token: string, output: string) =>
        engine.sendTaskSuccess({ taskToken: token, output }).catch((error: Error) => refused.push(error.name));
      if (tokens.length < 2) return null;
      const [, parts = ''] = /^AQC(.*)$/.exec(taskToken) ?? [];
      const altered = (JSON.parse(Buffer.from(parts, 'base64url').toString()) as Json[]).with(3, 'guess');
      after(1, () => send(tokens[0] ?? '', '1'));
      after(2, () => send(`AQC${Buffer.from(JSON.stringify(altered)).toString('base64url')}`, '2'));
      after(3, () => send(taskToken, '3'));
      return null;
    });

    expect([output, refused]).toEqual([3, ['TaskTimedOut', 'TaskTimedOut']]);
  });

  it('end the task with what was sent, days later', async () => {
    const states = {
      Ask: task({ Resource: `${INVOKE}.waitForTaskToken`, Arguments: { token: '{% $states.context.Task.Token %}' } }),
    };
    const { output, seconds } = await run(states, (args, { after, engine, taskToken = '' }) => {
      after(172_800, () =>
        engine.sendTaskSuccess({
          taskToken,
          output: JSON.stringify({ same: (args as { token: string }).token === taskToken }),
        }),
      );
      return null;
    });

    expect([output, seconds]).toEqual([{ same: true }, 172_800]);
  });

  it('may be answered before the call that handed them out returns', async () => {
    const { output } = await run(
      { Ask: task({ Resource: `${INVOKE}.waitForTaskToken` }) },
      async (_, { engine, taskToken = '' }) => {
        await engine.sendTaskSuccess({ taskToken, output: '"early"' });
        return null;
      },
    );

    expect(output).toBe('early');
  });
});

// https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
describe('nested executions', () => {
  const parent = (more: Record<string, Json> = {}) =>
    machine({
      Call: task({
        Resource: `${START}.sync:2`,
        Arguments: { StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:child', Input: { n: 2 } },
        ...more,
      }),
    });

  it('give the child’s output, parsed', async () => {
    const child = machine({ Double: pass({ Output: { n: '{% $states.input.n * 2 %}' } }) });
    const { output } = await runMachine({
      definition: parent({ Output: '{% $states.result.Output %}' }),
      machines: { child },
    });

    expect(output).toEqual({ n: 4 });
  });

  it('fail with States.TaskFailed and the child’s description as cause', async () => {
    const child = machine({ Stop: { Type: 'Fail', Error: 'Broken', Cause: 'inside' } });
    const { error, cause = '' } = await runMachine({ definition: parent(), machines: { child } });

    expect(error).toBe('States.TaskFailed');
    expect(JSON.parse(cause)).toMatchObject({ Status: 'FAILED', Error: 'Broken', Cause: 'inside' });
  });

  it('can be replaced by a fake, which answers for the ended child', async () => {
    const fakes = { [START]: () => ({ Output: 7 }) };
    const { output } = await runMachine({ definition: parent({ Output: '{% $states.result.Output %}' }), fakes });

    expect(output).toBe(7);
  });

  it('are stopped with their parent', async () => {
    const child = machine({ Sleep: task({ Resource: `${INVOKE}.waitForTaskToken` }) });
    const { engine, executionArn, ended } = await startMachine({
      definition: parent(),
      machines: { child },
      fakes: {
        [INVOKE]: (_, context) => {
          context.after(5, () => context.engine.stopExecution({ executionArn }));
          return null;
        },
      },
    });
    await ended;
    const { items } = engine.listExecutions({
      stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:child',
    });
    const stopped = await engine.waitForExecution(items[0]?.executionArn ?? '');

    expect(stopped.status).toBe('ABORTED');
  });

  it('say under AWS’s name when a name is taken', async () => {
    const child = machine({ Done: pass() });
    const call = task({
      Resource: START,
      Arguments: {
        StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:child',
        Name: 'same',
        Input: '{% {"n": $states.context.State.Name} %}',
      },
    });
    const first: Record<string, Json> = { ...call, Next: 'Again' };
    delete first['End'];
    const { error } = await runMachine({ definition: machine({ First: first, Again: call }), machines: { child } });

    expect(error).toBe('StepFunctions.ExecutionAlreadyExistsException');
  });
});
