import type { JsonObject } from '../../../../local/engine/index.ts';
import { runMachine, type MachineRun } from '../../../../local/testing/index.ts';
import { machine, pass, run, task, wait, type States } from '../machines.ts';
import { rule } from './rule.ts';

const GUIDE = 'https://docs.aws.amazon.com/step-functions/latest/dg';
const CHOICE = `${GUIDE}/state-choice.html`;
const WAIT = `${GUIDE}/state-wait.html`;
const FAIL = `${GUIDE}/state-fail.html`;
const SPECIFICATION = 'https://states-language.net/spec.html';

const choosing = (Choices: JsonObject[], more: JsonObject = {}): States => ({
  Which: { Type: 'Choice', Choices, ...more },
  One: pass(),
  Two: pass(),
  Other: pass(),
});

rule(
  'The first rule of a Choice whose condition is true says where to go',
  `${CHOICE}#state-choice-rules`,
  async () => {
    const Choices = [
      { Condition: '{% $states.input.n > 10 %}', Next: 'One' },
      { Condition: '{% $states.input.n > 1 %}', Next: 'Two' },
      { Condition: '{% $states.input.n > 0 %}', Next: 'Other' },
    ];

    expect((await run(choosing(Choices), undefined, { n: 5 })).path).toEqual(['Which', 'Two']);
  },
);

rule('A condition may be a plain true or false', `${SPECIFICATION}#choice-state`, async () => {
  const Choices = [
    { Condition: false, Next: 'One' },
    { Condition: true, Next: 'Two' },
  ];

  expect((await run(choosing(Choices))).path).toEqual(['Which', 'Two']);
});

rule('When no condition is true, a Choice goes to its Default', CHOICE, async () => {
  expect((await run(choosing([{ Condition: false, Next: 'One' }], { Default: 'Other' }))).path).toEqual([
    'Which',
    'Other',
  ]);
});

rule('A Choice without a Default fails when no condition is true, as it cannot go on', CHOICE, async () => {
  const { error, cause } = await run(choosing([{ Condition: false, Next: 'One' }]));

  expect(error).toBe('States.Runtime');
  expect(cause).toContain("state 'Which' (entered at the event id #2). Failed to transition out of the state.");
});

rule('A condition that is neither true nor false is an error', `${CHOICE}#state-choice-rules`, async () => {
  const { error, cause } = await run(choosing([{ Condition: '{% 1 %}', Next: 'One' }]));

  expect(error).toBe('States.QueryEvaluationError');
  expect(cause).toContain("Expected 'boolean', but was 'number' for value: 1");
});

/** Both rule and state say what to hand on and to keep. */
const saying = (Condition: boolean): States => {
  const look = pass({ Output: '{% [$states.input, $kept] %}' });
  const rules = [{ Condition, Next: 'One', Output: 'of the rule', Assign: { kept: 'by the rule' } }];
  return {
    ...choosing(rules, { Default: 'Other', Output: 'of the state', Assign: { kept: 'by the state' } }),
    One: look,
    Other: look,
  };
};

rule(
  'Output and Assign of the rule that is taken hold instead of the state’s',
  `${SPECIFICATION}#choice-state`,
  async () => {
    expect((await run(saying(true))).output).toEqual(['of the rule', 'by the rule']);
  },
);

rule(
  'Output and Assign of a Choice itself hold when its Default is taken',
  `${SPECIFICATION}#choice-state`,
  async () => {
    expect((await run(saying(false))).output).toEqual(['of the state', 'by the state']);
  },
);

rule('A Choice hands on its input when nothing says otherwise', `${SPECIFICATION}#choice-state`, async () => {
  expect((await run(choosing([{ Condition: true, Next: 'One' }]), undefined, { n: 1 })).output).toEqual({ n: 1 });
});

rule('A Wait goes on after so many Seconds, and hands on its input', WAIT, async () => {
  expect(await run({ Sleep: wait(86_400) }, undefined, { n: 1 })).toMatchObject({ seconds: 86_400, output: { n: 1 } });
});

rule('Seconds may be an expression, and 0', WAIT, async () => {
  const { seconds, output } = await run({ Sleep: wait('{% 24 * 3600 %}', { Output: '{% $now() %}' }) });

  expect([seconds, output]).toEqual([86_400, '2026-01-02T00:00:00.000Z']);
  expect((await run({ Sleep: wait(0) })).seconds).toBe(0);
});

rule('Seconds that are no whole number from 0 on are an error', WAIT, async () => {
  for (const expression of ['-1', '0.5', '"1"']) {
    expect((await run({ Sleep: wait(`{% ${expression} %}`) })).error).toBe('States.QueryEvaluationError');
  }
});

const until = (Timestamp: string): Promise<MachineRun> => run({ Sleep: { Type: 'Wait', Timestamp, End: true } });

rule('A Wait until a Timestamp ends then, and at once when that is past', WAIT, async () => {
  expect((await until('2026-01-01T02:00:00+01:00')).seconds).toBe(3600);
  expect((await until("{% '2026-01-01T00:01:00Z' %}")).seconds).toBe(60);
  expect((await until('2020-01-01T00:00:00Z')).seconds).toBe(0);
});

rule('A Timestamp counts in whole seconds: what is below is cut off', WAIT, async () => {
  expect((await until('2026-01-01T00:00:10.999Z')).seconds).toBe(10);
  expect((await until('2026-01-01T00:00:10.123456789Z')).seconds).toBe(10);
});

rule('A Timestamp needs its T, its offset and a day that exists', WAIT, async () => {
  for (const time of [
    '2026-02-30T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T25:00:00Z',
    '2026-01-01 10:00:00Z',
    '2026-01-01T10:00:00',
    '2026-01-01T10:00:00z',
  ]) {
    const { error, cause } = await until(`{% '${time}' %}`);

    expect(error).toBe('States.QueryEvaluationError');
    expect(cause).toContain(`cannot be parsed as an ISO-8601 extended offset date-time format string: ${time}`);
  }
});

rule('A Fail state ends the execution FAILED with its Error and Cause', FAIL, async () => {
  const { status, error, cause } = await run({ Stop: { Type: 'Fail', Error: 'Broken', Cause: 'by design' } });

  expect([status, error, cause]).toEqual(['FAILED', 'Broken', 'by design']);
});

rule('A Fail state needs neither Error nor Cause', FAIL, async () => {
  const { status, error, cause } = await run({ Stop: { Type: 'Fail' } });

  expect([status, error, cause]).toEqual(['FAILED', undefined, undefined]);
});

rule('Error and Cause may be expressions', FAIL, async () => {
  const Stop = { Type: 'Fail', Error: '{% $states.input.name %}', Cause: '{% "because of " & $states.input.name %}' };
  const { error, cause } = await run({ Stop }, undefined, { name: 'Broken' });

  expect([error, cause]).toEqual(['Broken', 'because of Broken']);
});

rule('An Error or a Cause that is no text is an error of its own', `${SPECIFICATION}#fail-state`, async () => {
  for (const field of ['Error', 'Cause']) {
    const { error, cause } = await run({ Stop: { Type: 'Fail', [field]: '{% 42 %}' } });

    expect([error, cause]).toEqual([
      'States.QueryEvaluationError',
      expect.stringContaining("Expected 'string', but was 'number'"),
    ]);
  }
});

rule('Pass and Succeed hand on their input, or what Output says', `${SPECIFICATION}#pass-state`, async () => {
  const through = { Pass: pass({ Next: 'Succeed' }), Succeed: { Type: 'Succeed' } };
  const changed = {
    Pass: pass({ Output: 1, Next: 'Succeed' }),
    Succeed: { Type: 'Succeed', Output: '{% $states.input + 1 %}' },
  };

  expect([(await run(through, undefined, [7])).output, (await run(changed)).output]).toEqual([[7], 2]);
});

rule(
  'A Task without Arguments hands its input to the call, and without Output the result to the next state',
  `${SPECIFICATION}#input-and-output-processing-with-jsonata`,
  async () => {
    const { output } = await run({ Work: task() }, (args) => ({ got: args }), { n: 1 });

    expect(output).toEqual({ got: { n: 1 } });
  },
);

rule(
  'A machine runs from StartAt to an end, whatever the order in which its states are written',
  `${GUIDE}/statemachine-structure.html`,
  async () => {
    const definition = {
      ...machine({ Last: pass(), First: pass({ Next: 'Middle' }), Middle: pass({ Next: 'Last' }) }),
      StartAt: 'First',
    };

    expect((await runMachine({ definition })).path).toEqual(['First', 'Middle', 'Last']);
  },
);
