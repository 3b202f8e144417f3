import type { Json } from '../../../local/engine/index.ts';
import { runMachine, TaskError } from '../../../local/testing/index.ts';
import { INVOKE, machine, pass, run, task, types } from './machines.ts';

// https://docs.aws.amazon.com/step-functions/latest/dg/state-map.html
describe('a Map', () => {
  const over = (items: unknown, body: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
    Each: {
      Type: 'Map',
      Items: items,
      ItemProcessor: { StartAt: 'Do', States: { Do: body } },
      End: true,
      ...more,
    } as never,
  });

  it('keeps the outputs in the order of the items whatever order they end in', async () => {
    const { output } = await run(
      over([3, 1, 2], {
        Type: 'Wait',
        Seconds: '{% $states.input %}',
        Output: '{% $states.context.Map.Item.Index %}',
        End: true,
      }),
    );

    expect(output).toEqual([0, 1, 2]);
  });

  it('runs as many at once as MaxConcurrency allows, and never more than 40', async () => {
    const items = Array.from({ length: 80 }, (_, i) => i);
    const sleep = { Type: 'Wait', Seconds: 10, End: true };

    expect((await run(over(items, sleep))).seconds).toBe(20);
    expect((await run(over(items, sleep, { MaxConcurrency: 10 }))).seconds).toBe(80);
  });

  it('fails with the iteration’s error, and cuts the others off', async () => {
    const body = task({ Arguments: '{% $states.input %}' });
    const result = await run(over([1, 2], body, { MaxConcurrency: 2 }), async (args, { sleep }) => {
      if (args === 1) throw new TaskError('Broken', 'one is bad');
      await sleep(60);
      return null;
    });

    expect([result.status, result.error, result.cause]).toEqual(['FAILED', 'Broken', 'one is bad']);
    expect(types(result).slice(-5)).toEqual([
      'MapIterationFailed',
      'TaskStateAborted',
      'MapIterationAborted',
      'MapStateFailed',
      'ExecutionFailed',
    ]);
  });

  it('links its failure beside the iteration’s, and what follows after it', async () => {
    const { history } = await run(over([1], { Type: 'Fail', Error: 'Broken' }));
    const links = history.slice(-4).map((it) => `${it.id}<${it.previousEventId} ${it.type}`);

    expect(links).toEqual([
      '5<4 FailStateEntered',
      '6<5 MapIterationFailed',
      '7<5 MapStateFailed',
      '8<7 ExecutionFailed',
    ]);
  });

  it('tolerates as many failures as it says', async () => {
    const fake = (args: unknown) => {
      if (Number(args) < 2) throw new TaskError('Broken', 'too small');
      return 'fine';
    };
    const body = task({ Arguments: '{% $states.input %}' });

    const tolerated = await run(over([0, 1, 2, 3], body, { ToleratedFailurePercentage: 50 }), fake);
    const exceeded = await run(over([0, 1, 2, 3], body, { ToleratedFailureCount: 1 }), fake);

    expect(tolerated.output).toEqual([
      { Error: 'Broken', Cause: 'too small' },
      { Error: 'Broken', Cause: 'too small' },
      'fine',
      'fine',
    ]);
    expect(exceeded.error).toBe('States.ExceedToleratedFailureThreshold');
  });

  it('starts its iterations in another order on request, and keeps the outputs in theirs', async () => {
    const started: unknown[] = [];
    const states = over([0, 1, 2, 3, 4, 5], task({ Arguments: '{% $states.input %}' }), { MaxConcurrency: 1 });
    const fakes = { [INVOKE]: (args: Json) => (started.push(args), args) };
    const { output } = await runMachine({ definition: machine(states), fakes, shuffleIterations: true });

    expect(output).toEqual([0, 1, 2, 3, 4, 5]);
    expect(started).not.toEqual(output);
    expect(new Set(started).size).toBe(6);
  });

  it('tells a nested Map’s items from the outer ones', async () => {
    const look = pass({ Output: '{% $states.context.Map.Item %}' });
    const inner = {
      Type: 'Map',
      Items: '{% $states.input %}',
      ItemProcessor: { StartAt: 'Look', States: { Look: look } },
      End: true,
    };
    const { output } = await run(over([['a'], ['b', 'c']], inner));

    expect(output).toEqual([
      [{ Index: 0, Value: 'a' }],
      [
        { Index: 0, Value: 'b' },
        { Index: 1, Value: 'c' },
      ],
    ]);
  });

  it('fails as a whole when its ItemSelector does, which its Catch sees', async () => {
    const more = {
      ItemSelector: { x: '{% $states.context.Map.Item.Value.missing %}' },
      Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'Caught' }],
    };
    const { path, output } = await run({ ...over([{}], pass(), more), Caught: pass() });

    expect(path).toEqual(['Each', 'Caught']);
    expect(output).toMatchObject({
      Cause: expect.stringContaining(
        "specified for the field 'ItemSelector/x' returned nothing (undefined).",
      ) as string,
    });
  });

  it('of nothing succeeds with nothing', async () => {
    expect((await run(over([], pass()))).output).toEqual([]);
  });
});
