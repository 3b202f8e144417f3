import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkMachine } from '../../cli/asl-check.ts';
import { aMachine, aPass, aScope, aTask, type States } from '../state-machines/lint/machines.ts';
import { baton } from '../support/command-line.ts';

const found = (states: States, changes: object = {}) => checkMachine(aMachine(states, changes));

describe('checking a machine', () => {
  test('finds nothing wrong with a good one', () => {
    expect(found({ Work: aTask() })).toEqual([]);
    expect(found({ Work: aTask({ Resource: '${RouterFunctionArn}' }) })).toEqual([]);
  });

  test.each<[string, States, string, string]>([
    [
      'a field of JSONPath',
      { Work: aTask({ ResultPath: '$.a' }) },
      'Work',
      'ResultPath belongs to JSONPath: use Output',
    ],
    [
      'a rule of a Choice in JSONPath',
      { Pick: { Type: 'Choice', Choices: [{ Variable: '$.a', StringEquals: 'b', Next: 'Done' }], Default: 'Done' } },
      'Pick',
      'Choices[0]: Variable belongs to JSONPath: use Condition',
    ],
    ['another query language', { Look: aPass({ QueryLanguage: 'JSONPath' }) }, 'Look', 'set QueryLanguage to JSONata'],
    [
      'States.ALL that is not last',
      {
        Work: aTask({
          Catch: [
            { ErrorEquals: ['States.ALL'], Next: 'Stop' },
            { ErrorEquals: ['States.Timeout'], Next: 'Stop' },
          ],
        }),
      },
      'Work',
      'Catch[0]: States.ALL must stand alone and in the last entry',
    ],
    [
      'States.ALL beside another name',
      { Work: aTask({ Retry: [{ ErrorEquals: ['States.Timeout', 'States.ALL'] }] }) },
      'Work',
      'Retry[0]: States.ALL must stand alone',
    ],
    [
      'an inner variable that shadows an outer one',
      {
        Work: aTask({ Assign: { x: 1 }, Next: 'Both' }),
        Both: aPass({
          Type: 'Parallel',
          Branches: [aScope({ 'In: side': aPass({ Assign: { x: 2 }, Next: undefined, End: true }) })],
        }),
      },
      'In: side',
      'assigns x, which an outer scope assigns too',
    ],
    [
      'a heartbeat that is not under the time-out',
      { Work: aTask({ HeartbeatSeconds: 10 }) },
      'Work',
      'HeartbeatSeconds must be less than TimeoutSeconds (10)',
    ],
    [
      'such a heartbeat in an expression',
      { Work: aTask({ HeartbeatSeconds: '{% 5 * 2 %}' }) },
      'Work',
      'HeartbeatSeconds is 10, not under TimeoutSeconds',
    ],
    [
      'a result before there is one',
      { Work: aTask({ Arguments: { Payload: '{% $states.result %}' } }) },
      'Work',
      'Arguments/Payload: $states.result is not available here: it is in Output and Assign of a Task',
    ],
    [
      'an error where none was caught',
      { Work: aTask({ Output: '{% $states.errorOutput %}' }) },
      'Work',
      'Output: $states.errorOutput is not available here: it is in Output and Assign of a Catch',
    ],
    ['$eval', { Look: aPass({ Output: "{% $eval('1') %}" }) }, 'Look', 'Output: $eval is not supported'],
    ['an expression that is none', { Look: aPass({ Output: '{% 1 + %}' }) }, 'Look', 'Unexpected end of expression'],
    ['a way that leads nowhere', { Work: aTask({ Next: 'Nowhere' }) }, 'Work', 'goes on to Nowhere'],
    ['an unknown field', { Work: aTask({ Foo: 1 }) }, 'Work', 'the field Foo is not supported'],
    ['an unknown type', { Work: aPass({ Type: 'Activity' }) }, 'Work', 'the state type Activity is not supported'],
    [
      'what no deployment can call',
      { Work: aTask({ Resource: 'arn:aws:states:::glue:startJobRun' }) },
      'Work',
      'glue:startJobRun is not supported',
    ],
    ['an unknown variable', { Look: aPass({ Output: '{% $rout %}' }) }, 'Look', 'no state sets $rout'],
    [
      'a placeholder inside an expression',
      { Look: aPass({ Output: "{% $states.input.${Nobody} & 'to ${JournalTable}' %}" }) },
      'Look',
      'Output: nobody fills the placeholder ${Nobody}',
    ],
    [
      'a time-out that is no number',
      { Work: aTask({ TimeoutSeconds: 'ten' }) },
      'Work',
      'TimeoutSeconds must be a whole number from 1 to 99999999',
    ],
  ])('tells of %s once', (_, states, state, message) => {
    expect(found(states)).toEqual([{ state, rule: expect.any(String), message: expect.stringContaining(message) }]);
  });

  test('tells once of a machine that is not in JSONata', () => {
    expect(found({ Work: aTask(), More: aTask() }, { QueryLanguage: undefined, StartAt: 'More' })).toMatchObject([
      { message: expect.stringContaining('QueryLanguage is not JSONata') },
      { state: 'Work', rule: 'transitions' },
    ]);
  });

  test('tells everything at once, in the order of the states', () => {
    const problems = found({
      First: aTask({ Retry: undefined, Next: 'Second' }),
      Second: aPass({ Output: '{% $x %}', InputPath: '$' }),
    });
    expect(problems.map(({ state, rule }) => `${state} ${rule}`)).toEqual([
      'First guards',
      'Second engine',
      'Second variables',
    ]);
  });
});

describe('baton asl check', () => {
  test('is content with the machines of this repository', async () => {
    expect(await baton('asl', 'check')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+ machines checked/),
    });
  });

  test('names file, state, field and rule of each problem, and files that are no machines', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'asl-check-'));
    const [file, broken] = [join(folder, 'faulty.asl.json'), join(folder, 'broken.asl.json')];
    writeFileSync(file, aMachine({ Work: aTask({ Output: '{% $rout %}' }) }));
    writeFileSync(broken, '{');
    const { code, stderr } = await baton('asl', 'check', file, broken, join(folder, 'missing.asl.json'));
    rmSync(folder, { recursive: true });
    expect(code).toBe(1);
    expect(stderr).toContain(`${file}: state Work: Output: no state sets $rout`);
    expect(stderr).toMatch(/\[variables\]\n/);
    expect(stderr).toMatch(/broken\.asl\.json: .*JSON/);
    expect(stderr).toMatch(/missing\.asl\.json: ENOENT/);
  });
});
