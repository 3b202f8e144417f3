import type { Json } from '../../../local/engine/index.ts';
import { runMachine, TaskError } from '../../../local/testing/index.ts';
import { INVOKE, machine, pass, run, start, task, types } from './machines.ts';

// https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
describe('Output and Assign', () => {
  it('are evaluated side by side: an output sees the variables from before', async () => {
    const { output } = await run({
      One: pass({ Assign: { x: 1 }, Next: 'Two' }),
      Two: pass({ Assign: { y: '{% $x %}' }, Output: '{% $x %}', Next: 'Again' }),
      Again: pass({ Assign: { x: '{% $x + 1 %}' }, Output: '{% $x %}', Next: 'Three' }),
      Three: pass({ Output: { input: '{% $states.input %}', x: '{% $x %}', y: '{% $y %}' } }),
    });

    expect(output).toEqual({ input: 1, x: 2, y: 1 });
  });

  it('let an inner scope read outer variables and keep its own to itself', async () => {
    const { output } = await run({
      Outer: pass({ Assign: { a: 'outer' }, Next: 'Both' }),
      Both: {
        Type: 'Parallel',
        Branches: [
          {
            StartAt: 'Set',
            States: { Set: pass({ Assign: { b: '{% $a & "!" %}' }, Next: 'Get' }), Get: pass({ Output: '{% $b %}' }) },
          },
          { StartAt: 'Look', States: { Look: pass({ Output: '{% $exists($b) %}' }) } },
        ],
        Next: 'After',
      },
      After: pass({ Output: { joined: '{% $states.input %}', b: '{% $exists($b) %}' } }),
    });

    expect(output).toEqual({ joined: ['outer!', false], b: false });
  });

  it('show the context object', async () => {
    const { output } = await run({ Look: pass({ Output: '{% $states.context %}' }) }, undefined, { a: 1 });

    expect(output).toEqual({
      Execution: {
        Id: 'arn:aws:states:us-east-1:123456789012:execution:machine:run',
        Input: { a: 1 },
        Name: 'run',
        RoleArn: 'arn:aws:iam::123456789012:role/local',
        StartTime: '2026-01-01T00:00:00.000Z',
        RedriveCount: 0,
      },
      State: { EnteredTime: '2026-01-01T00:00:00.000Z', Name: 'Look' },
      StateMachine: { Id: 'arn:aws:states:us-east-1:123456789012:stateMachine:machine', Name: 'machine' },
    });
  });

  it('fail with States.QueryEvaluationError when an expression throws', async () => {
    const { error, cause } = await run({ Add: pass({ Output: '{% 1 + "a" %}' }) });

    expect(error).toBe('States.QueryEvaluationError');
    expect(cause).toContain(
      "The JSONata expression '1 + \"a\"' specified for the field 'Output' threw an error during evaluation. T2002:",
    );
  });

  it('stop an expression that would never end', async () => {
    const { error, cause } = await run({ Loop: pass({ Output: '{% ($f := function($n) { 1 + $f($n) }; $f(1)) %}' }) });

    expect(error).toBe('States.QueryEvaluationError');
    expect(cause).toContain('D1011');
  });
});

// https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-provided-by-sfn
describe('functions of Step Functions', () => {
  const evaluate = async (expression: string) => (await run({ One: pass({ Output: `{% ${expression} %}` }) })).output;

  it('make hashes, ranges, partitions and parsed JSON', async () => {
    expect(await evaluate('$hash("abc", "SHA-256")')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    expect(await evaluate('$range(5, 1, -2)')).toEqual([5, 3, 1]);
    expect(await evaluate('$partition([1..5], 2)')).toEqual([[1, 2], [3, 4], [5]]);
    expect(await evaluate('$parse("{\\"a\\": [1]}")')).toEqual({ a: [1] });
  });

  it('make the same random number for the same seed, and a UUID of version 4', async () => {
    expect(await evaluate('$random(7) = $random(7)')).toBe(true);
    expect(await evaluate('$uuid()')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('tell the time of the clock', async () => {
    expect(await evaluate('$millis()')).toBe(Date.UTC(2026, 0, 1));
    expect(await evaluate('$now()')).toBe('2026-01-01T00:00:00.000Z');
  });
});

// https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html
describe('a Choice', () => {
  const choice = {
    Type: 'Choice',
    Choices: [{ Condition: '{% $states.input.n > 1 %}', Next: 'Many', Output: 'many' }],
  };

  it('takes the first rule that is met, with the rule’s own output', async () => {
    const { path, output } = await run({ Count: { ...choice, Default: 'One' }, Many: pass(), One: pass() }, undefined, {
      n: 2,
    });

    expect([path, output]).toEqual([['Count', 'Many'], 'many']);
  });

  it('fails with States.Runtime when nothing is met and there is no default', async () => {
    const { error, cause } = await run({ Count: choice, Many: pass() }, undefined, { n: 1 });

    expect(error).toBe('States.Runtime');
    expect(cause).toContain("state 'Count' (entered at the event id #2). Failed to transition out of the state.");
  });

  it('refuses a condition that is no boolean', async () => {
    const { error, cause } = await run({
      Count: { Type: 'Choice', Choices: [{ Condition: '{% 1 %}', Next: 'Many' }] },
      Many: pass(),
    });

    expect(error).toBe('States.QueryEvaluationError');
    expect(cause).toContain("Expected 'boolean', but was 'number' for value: 1");
  });
});

// https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html
describe('a Wait', () => {
  it('passes a day in no time', async () => {
    const { seconds, output } = await run({
      Sleep: { Type: 'Wait', Seconds: '{% 24 * 3600 %}', Output: '{% $now() %}', End: true },
    });

    expect([seconds, output]).toEqual([86_400, '2026-01-02T00:00:00.000Z']);
  });

  it.each(['2026-02-30T00:00:00Z', '2026-01-01T25:00:00Z', '2026-01-01 10:00:00Z', '2026-01-01T10:00:00'])(
    'refuses %s',
    async (time) => {
      const { error, cause } = await run({ Sleep: { Type: 'Wait', Timestamp: `{% '${time}' %}`, End: true } });

      expect(error).toBe('States.QueryEvaluationError');
      expect(cause).toContain(`cannot be parsed as an ISO-8601 extended offset date-time format string: ${time}`);
    },
  );

  it('waits until a time, and not at all when that is past', async () => {
    const until = (time: string) => run({ Sleep: { Type: 'Wait', Timestamp: time, End: true } });

    expect((await until('2026-01-01T02:00:00+01:00')).seconds).toBe(3600);
    expect((await until('2020-01-01T00:00:00Z')).seconds).toBe(0);
  });
});

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

// https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
describe('limits', () => {
  it('refuse a state’s output over 262,144 bytes of UTF-8, which States.ALL does not catch', async () => {
    const caught = { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] };
    const { error } = await run({ Big: task(caught), Caught: pass() }, () => 'ü'.repeat(131_072));

    expect(error).toBe('States.DataLimitExceeded');
  });

  it('catch it under its own name', async () => {
    const caught = { Catch: [{ ErrorEquals: ['States.DataLimitExceeded'], Next: 'Caught' }] };
    const { path } = await run({ Big: task(caught), Caught: pass() }, () => 'x'.repeat(262_143));

    expect(path).toEqual(['Big', 'Caught']);
  });

  it('end an execution at 25,000 events', async () => {
    const { error, cause, history } = await run({ On: pass({ Next: 'And on' }), 'And on': pass({ Next: 'On' }) });

    expect([error, cause]).toEqual([
      'States.Runtime',
      'The execution reached the maximum number of history events (25000).',
    ]);
    expect([history.length, history.at(-1)?.id, history.at(-1)?.type]).toEqual([25_000, 25_000, 'ExecutionFailed']);
  });

  it('end an execution after the machine’s TimeoutSeconds', async () => {
    const definition = machine({ Sleep: { Type: 'Wait', Seconds: 100, End: true } }, { TimeoutSeconds: 60 });
    const { status, error, seconds, history } = await runMachine({ definition });

    expect([status, error, seconds]).toEqual(['TIMED_OUT', 'States.Timeout', 60]);
    expect(history.slice(-2).map((it) => it.type)).toEqual(['WaitStateAborted', 'ExecutionTimedOut']);
  });
});

describe('stopping', () => {
  it('ends the execution while its function goes on', async () => {
    const { engine, executionArn, ended } = await start({ Work: task() }, async (_, context) => {
      context.after(5, () => context.engine.stopExecution({ executionArn: context.executionArn, error: 'Enough' }));
      await context.sleep(60);
      return null;
    });

    const { status, error, history, seconds } = await ended;

    expect([status, error, seconds]).toEqual(['ABORTED', 'Enough', 5]);
    expect(history.slice(-2).map((it) => it.type)).toEqual(['TaskStateAborted', 'ExecutionAborted']);
    expect(engine.describeExecution(executionArn).status).toBe('ABORTED');
  });
});
