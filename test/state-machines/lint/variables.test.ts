import { describe, expect, test } from '@jest/globals';
import { aChoice, aPass, aScope, aTask, lint, type States } from './machines.ts';

const sets = (name: string, Next = 'Done') => aPass({ Assign: { [name]: 1 }, Next });
const reads = (name: string, changes: object = {}) => aPass({ Output: `{% $${name} %}`, ...changes });
const caught = (Next: string, Assign?: object) => [{ ErrorEquals: ['States.ALL'], Next, ...(Assign && { Assign }) }];
const both = (...branches: States[]) => aPass({ Type: 'Parallel', Branches: branches.map(aScope) });

describe('a variable is known', () => {
  test.each<[string, States]>([
    ['after the state that sets it', { A: sets('x', 'B'), B: aPass({ Next: 'C' }), C: reads('x') }],
    ['after a loop that sets it, at the second time', { A: aChoice('B', 'C'), B: sets('x', 'A'), C: aPass() }],
    [
      'in a branch, when it is set before',
      { A: sets('x', 'B'), B: both({ C: reads('x', { Next: undefined, End: true }) }) },
    ],
    [
      'in a Map in a branch, when the branch has set it',
      {
        A: both({
          B: sets('x', 'C'),
          C: aPass({
            Type: 'Map',
            ItemProcessor: aScope({ D: reads('x', { Next: undefined, End: true }) }),
            Next: undefined,
            End: true,
          }),
        }),
      },
    ],
    ['after the catcher that sets it', { A: aTask({ Catch: caught('B', { x: 1 }) }), B: reads('x') }],
    [
      'after the rule that sets it',
      {
        A: {
          Type: 'Choice',
          Choices: [{ Condition: '{% true %}', Assign: { x: 1 }, Next: 'B' }],
          Default: 'Done',
        },
        B: reads('x'),
      },
    ],
    ['when each way here sets it', { A: aChoice('B', 'C'), B: sets('x', 'D'), C: sets('x', 'D'), D: reads('x') }],
    [
      'when only some ways set it, to whom asks',
      { A: aChoice('B', 'D'), B: sets('x', 'D'), D: aPass({ Output: '{% $exists($x.y) ? $x.y : 0 %}' }) },
    ],
  ])('%s', (_, states) => {
    expect(lint(states)).toEqual([]);
  });
});

describe('a variable is not known', () => {
  test.each<[string, States, string, string]>([
    ['before it is set', { A: reads('x', { Next: 'B' }), B: sets('x') }, 'A', 'is not set here: B assigns it'],
    ['while it is being set', { A: reads('x', { Assign: { x: 1 } }) }, 'A', 'only when this state ends'],
    [
      'after the branch that sets it',
      { A: { ...both({ B: aPass({ Assign: { x: 1 }, Next: undefined, End: true }) }), Next: 'C' }, C: reads('x') },
      'C',
      'is not set here: B assigns it',
    ],
    [
      'in the branch beside it',
      {
        A: both(
          { B: aPass({ Assign: { x: 1 }, Next: undefined, End: true }) },
          { C: reads('x', { Next: undefined, End: true }) },
        ),
      },
      'C',
      'is not set here: B assigns it',
    ],
    [
      'after a catcher, when the state itself sets it',
      { A: aTask({ Assign: { x: 1 }, Catch: caught('B') }), B: reads('x') },
      'B',
      'is not set here: A assigns it',
    ],
    [
      'when only some ways set it',
      { A: aChoice('B', 'D'), B: sets('x', 'D'), D: reads('x') },
      'D',
      '$x may be unset: not every way here assigns it',
    ],
    [
      'under another name',
      { A: sets('route', 'B'), B: reads('rout') },
      'B',
      'no state sets $rout (did you mean $route?); set here: $route',
    ],
    [
      'when nothing sets it, not even to whom asks',
      { A: aPass({ Output: '{% $exists($x) ? $x : 0 %}' }) },
      'A',
      'no state sets $x; no variable is set here',
    ],
  ])('%s', (_, states, state, message) => {
    expect(lint(states)).toEqual([
      {
        state,
        rule: 'variables',
        message: expect.stringContaining(`Output: ${message.startsWith('is') ? '$x ' : ''}`),
      },
    ]);
    expect(lint(states)[0]?.message).toContain(message);
  });

  test('as a function', () => {
    expect(lint({ A: sets('sum', 'B'), B: aPass({ Output: '{% $sum([1, 2]) %}' }) })).toEqual([
      { state: 'B', rule: 'functions', message: expect.stringContaining('$sum is a variable here, not a function') },
    ]);
  });
});
