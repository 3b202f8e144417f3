import { createEngine, MachineRefused, type Json, type JsonObject } from '../../../local/engine/index.ts';
import { each, machine, pass, task } from './machines.ts';

/** What the engine has against a machine; empty when it loads. */
function problems(definition: JsonObject | string): readonly string[] {
  const engine = createEngine({
    integrations: { 'arn:aws:states:::lambda:invoke': () => null },
    region: 'us-east-1',
    accountId: '1',
  });
  try {
    engine.loadMachine({ name: 'm', arn: 'arn:aws:states:us-east-1:1:stateMachine:m', definition });
    return [];
  } catch (error) {
    if (error instanceof MachineRefused) return error.problems;
    throw error;
  }
}

const over = (more: JsonObject): JsonObject => each([], { B: pass() }, more);

describe('loading a machine', () => {
  it('takes what it supports', () => {
    expect(problems(machine({ A: task({ Next: 'B' }), B: { Type: 'Succeed' } }))).toEqual([]);
  });

  it.each<[string, Record<string, JsonObject>, string]>([
    ['a state type', { A: { Type: 'Activity', End: true } }, 'state A: the state type Activity is not supported'],
    ['a JSONPath field', { A: pass({ ResultPath: '$.a' }) }, 'state A: ResultPath belongs to JSONPath: use Output'],
    ['JSONPath', { A: pass({ QueryLanguage: 'JSONPath' }) }, 'state A: the query language JSONPath is not supported'],
    ['an unknown field', { A: pass({ Retries: 1 }) }, 'state A: the field Retries is not supported'],
    [
      'an integration',
      { A: task({ Resource: 'arn:aws:states:::sqs:sendMessage' }) },
      'state A: Resource arn:aws:states:::sqs:sendMessage is not supported',
    ],
    [
      '.sync of a service',
      { A: task({ Resource: 'arn:aws:states:::lambda:invoke.sync:2' }) },
      'lambda:invoke has no .sync:2',
    ],
    [
      'a token where AWS has none',
      { A: task({ Resource: 'arn:aws:states:::dynamodb:updateItem.waitForTaskToken' }) },
      'use arn:aws:states:::aws-sdk:dynamodb',
    ],
    ['a missing target', { A: pass({ Next: 'B' }) }, 'state A: goes on to B, which is no state beside it'],
    ['Next beside End', { A: { Type: 'Pass', Next: 'A', End: true } }, 'state A: a state has either Next or End: true'],
    [
      'States.ALL before others',
      { A: task({ Catch: [{ ErrorEquals: ['States.ALL', 'X'], Next: 'A' }] }) },
      'state A: Catch[0]: States.ALL must stand alone',
    ],
    [
      'a distributed Map',
      {
        A: {
          Type: 'Map',
          ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, StartAt: 'B', States: { B: pass() } },
          End: true,
        },
      },
      'state A: a Map of mode DISTRIBUTED is not supported',
    ],
    ['a Wait without a time', { A: { Type: 'Wait', End: true } }, 'state A: a Wait has either Seconds or Timestamp'],
    ['a catcher without Next', { A: task({ Catch: [{ ErrorEquals: ['X'] }] }) }, 'state A: Catch[0] has no Next'],
    [
      'a catcher that leads nowhere',
      { A: task({ Catch: [{ ErrorEquals: ['X'], Next: 'B' }] }) },
      'state A: goes on to B, which is no state beside it',
    ],
    [
      'a retrier without names',
      { A: task({ Retry: [{ ErrorEquals: [] }] }) },
      'state A: Retry[0]: ErrorEquals must be a list of at least one error name',
    ],
    ['an Error that is no text', { A: { Type: 'Fail', Error: 42 } }, 'state A: Error must be a text'],
    [
      'a field that every object has',
      { A: pass({ constructor: 1 }) },
      'state A: the field constructor is not supported',
    ],
    [
      'a Default that is no name',
      { A: { Type: 'Choice', Choices: [{ Condition: true, Next: 'A' }], Default: 5 } },
      'state A: Default must name a state',
    ],
    [
      'a name twice',
      {
        A: { Type: 'Parallel', Branches: [{ StartAt: 'B', States: { B: pass() } }], Next: 'B' },
        B: pass(),
      },
      'state B: the name is used twice',
    ],
  ])('refuses %s by name', (_, states, problem) => {
    expect(problems(machine(states)).join('\n')).toContain(problem);
  });

  // https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-retrying-after-an-error
  it.each<[JsonObject, string]>([
    [{ IntervalSeconds: 0 }, 'IntervalSeconds must be a whole number from 1 to 99999999'],
    [{ IntervalSeconds: 100_000_000 }, 'IntervalSeconds must be a whole number from 1 to 99999999'],
    [{ MaxAttempts: -1 }, 'MaxAttempts must be a whole number from 0 to 99999999'],
    [{ MaxAttempts: 100_000_000 }, 'MaxAttempts must be a whole number from 0 to 99999999'],
    [{ BackoffRate: 0.9 }, 'BackoffRate must be a number of at least 1'],
    [{ MaxDelaySeconds: 0 }, 'MaxDelaySeconds must be a whole number from 1 to 31622400'],
    [{ MaxDelaySeconds: 31_622_401 }, 'MaxDelaySeconds must be a whole number from 1 to 31622400'],
    [{ IntervalSeconds: 5, MaxDelaySeconds: 5 }, 'MaxDelaySeconds must be greater than IntervalSeconds (5)'],
    [{ MaxDelaySeconds: 1 }, 'MaxDelaySeconds must be greater than IntervalSeconds (1)'],
    [{ JitterStrategy: 'SOME' }, 'JitterStrategy must be FULL or NONE'],
  ])('refuses a retrier with %j', (retrier, problem) => {
    expect(problems(machine({ A: task({ Retry: [{ ErrorEquals: ['X'], ...retrier }] }) }))).toContainEqual(
      `state A: Retry[0]: ${problem}`,
    );
  });

  it('takes a retrier at every bound', () => {
    const bounds = { IntervalSeconds: 99_999_999, MaxAttempts: 99_999_999, BackoffRate: 1 };
    const Retry = [
      { ErrorEquals: ['X'], ...bounds },
      { ErrorEquals: ['Y'], MaxDelaySeconds: 31_622_400, IntervalSeconds: 31_622_399, MaxAttempts: 0 },
    ];

    expect(problems(machine({ A: task({ Retry }) }))).toEqual([]);
  });

  // https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html#task-state-fields
  it.each<[string, JsonObject, string]>([
    ['no time at all', task({ TimeoutSeconds: 0 }), 'TimeoutSeconds must be a whole number from 1 to 99999999'],
    [
      'a part of a second',
      task({ HeartbeatSeconds: 0.5 }),
      'HeartbeatSeconds must be a whole number from 1 to 99999999',
    ],
    ['a time-out that is no number', task({ TimeoutSeconds: true }), 'TimeoutSeconds must be a whole number'],
    ['a number as text', { Type: 'Wait', Seconds: '10', End: true }, 'Seconds must be a whole number from 0'],
    ['a time-out as text', task({ TimeoutSeconds: 'ten' }), 'TimeoutSeconds must be a whole number from 1 to'],
    ['a width as text', over({ MaxConcurrency: '2' }), 'MaxConcurrency must be a whole number of at least 0'],
    ['a negative wait', { Type: 'Wait', Seconds: -1, End: true }, 'Seconds must be a whole number from 0 to 99999999'],
    ['a negative width', over({ MaxConcurrency: -1 }), 'MaxConcurrency must be a whole number of at least 0'],
    [
      'half a failure',
      over({ ToleratedFailureCount: 0.5 }),
      'ToleratedFailureCount must be a whole number of at least 0',
    ],
    [
      'more than all',
      over({ ToleratedFailurePercentage: 101 }),
      'ToleratedFailurePercentage must be a number from 0 to 100',
    ],
  ])('refuses %s', (_, state, problem) => {
    expect(problems(machine({ A: state })).join('\n')).toContain(`state A: ${problem}`);
  });

  it('refuses a machine that runs for no time', () => {
    expect(problems(machine({ A: pass() }, { TimeoutSeconds: 0 }))).toEqual([
      'TimeoutSeconds must be a whole number from 1 to 99999999',
    ]);
  });

  it('says once of a number that it is half an expression', () => {
    expect(problems(machine({ A: { Type: 'Wait', Seconds: '{% 10', End: true } }))).toEqual([
      'state A: Seconds: an expression begins with {% and ends with %}, with nothing before or after',
    ]);
  });

  it.each(['constructor', 'toString', '__proto__'])('refuses to start at %s, which is no state', (startAt) => {
    expect(problems(machine({ A: pass() }, { StartAt: startAt }))).toEqual([
      'the machine: StartAt names no state of States',
    ]);
  });

  // https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
  describe('that starts another', () => {
    const starting = (Arguments: Json): JsonObject =>
      machine({ A: task({ Resource: 'arn:aws:states:::states:startExecution.sync:2', Arguments }) });
    const StateMachineArn = '{% $states.input.arn %}';

    it.each<[Json]>([
      ['{% $states.input %}'],
      [{ StateMachineArn, Input: 5, Name: '{% $states.input.name %}', TraceHeader: 'Root=1' }],
    ])('takes %j', (args) => {
      expect(problems(starting(args))).toEqual([]);
    });

    it.each<[Json, string]>([
      [{ Name: 'x' }, 'Arguments has no StateMachineArn'],
      [{ StateMachineArn, Name: 5 }, 'Arguments/Name must be a text'],
      [{ StateMachineArn: null }, 'Arguments/StateMachineArn must be a text'],
      [{ StateMachineArn, input: {} }, 'Arguments/input is not supported: states:startExecution takes'],
      ['arn', 'Arguments must be an object with StateMachineArn, not arn'],
      [[], 'Arguments must be an object with StateMachineArn, not []'],
    ])('is refused with %j', (args, problem) => {
      expect(problems(starting(args))).toEqual([expect.stringContaining(`state A: ${problem}`)]);
    });
  });

  it('refuses a machine without JSONata, and text that is no JSON', () => {
    expect(problems({ StartAt: 'A', States: { A: pass() } })).toEqual([
      'state A: the query language JSONPath is not supported: set QueryLanguage to JSONata',
    ]);
    expect(problems('{')[0]).toContain('the definition is no JSON');
  });

  it('names the machine and every problem at once', () => {
    const load = () =>
      createEngine({ integrations: {}, region: 'us-east-1', accountId: '1' }).loadMachine({
        name: 'orders',
        arn: 'arn:aws:states:us-east-1:1:stateMachine:orders',
        definition: machine({ A: task({ Next: 'B' }), B: { Type: 'Nap' } }),
      });

    expect(load).toThrow(/^machine orders cannot be loaded:\n {2}- state A: .*\n {2}- state B: /);
  });
});

describe('JSONata that is newer than that of Step Functions', () => {
  it.each(["$states.input.x ?? 'none'", "$states.input.x ?: 'none'"])('is refused: %s', (expression) => {
    const engine = createEngine({ integrations: {}, region: 'us-east-1', accountId: '123456789012' });
    const definition = {
      QueryLanguage: 'JSONata',
      StartAt: 'A',
      States: { A: { Type: 'Pass', Output: `{% ${expression} %}`, End: true } },
    };
    expect(() => engine.loadMachine({ name: 'm', arn: 'arn:m', definition })).toThrow(/A.*Output/s);
  });
});
