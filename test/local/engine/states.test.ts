import { pass, run } from './machines.ts';

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
