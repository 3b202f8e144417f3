import { createEngine, MachineRefused, type JsonObject } from '../../../local/engine/index.ts';
import { machine, pass, task } from './machines.ts';

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
    [
      'a broken expression',
      { A: pass({ Output: { b: '{% 1 + %}' } }) },
      'state A: Output/b: S0207: Unexpected end of expression',
    ],
    ['$eval', { A: pass({ Output: '{% $eval("1") %}' }) }, 'state A: Output: $eval is not supported'],
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
    [
      'a negative interval',
      { A: task({ Retry: [{ ErrorEquals: ['X'], IntervalSeconds: 0 }] }) },
      'state A: Retry[0]: IntervalSeconds must be a whole number of at least 1',
    ],
  ])('refuses %s by name', (_, states, problem) => {
    expect(problems(machine(states)).join('\n')).toContain(problem);
  });

  it('refuses an inner variable of an outer one’s name', () => {
    const inner = { StartAt: 'B', States: { B: pass({ Assign: { x: 2 } }) } };
    const both = { Type: 'Parallel', Branches: [inner], End: true };

    expect(problems(machine({ A: pass({ Assign: { x: 1 }, Next: 'Both' }), Both: both }))).toEqual([
      'state B: assigns x, which an outer scope assigns too: an inner variable needs a name of its own',
    ]);
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
