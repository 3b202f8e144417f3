import { machineArn, runMachine } from '../../../local/testing/index.ts';
import { INVOKE, machine, pass, run, task } from '../engine/machines.ts';

const START = 'arn:aws:states:::states:startExecution';

describe('a machine under test', () => {
  it('has a fake answer for a child that it would start and wait for', async () => {
    const Arguments = { StateMachineArn: machineArn('child') };
    const { output } = await runMachine({
      definition: machine({
        Call: task({ Resource: `${START}.sync:2`, Arguments, Output: '{% $states.result.Output %}' }),
      }),
      fakes: { [START]: () => ({ Output: 7 }) },
    });

    expect(output).toBe(7);
  });

  it('sees the virtual time of its run', async () => {
    const Output = '{% [$now(), $millis()] %}';

    expect((await run({ Only: pass({ Output }) })).output).toEqual(['2026-01-01T00:00:00.000Z', Date.UTC(2026, 0, 1)]);
  });

  it('waits and makes random values in the same way for the same seed', async () => {
    const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 100, JitterStrategy: 'FULL' }];
    const definition = machine({ Work: task({ Retry, Output: '{% $uuid() %}' }) });
    const once = async (seed: number): Promise<unknown[]> => {
      let calls = 0;
      const fake = (): null => {
        calls += 1;
        if (calls === 1) throw new Error('once');
        return null;
      };
      const { seconds, output } = await runMachine({ definition, seed, fakes: { [INVOKE]: fake } });
      return [seconds, output];
    };

    expect(await once(1)).toEqual(await once(1));
    expect(await once(1)).not.toEqual(await once(2));
  });
});
