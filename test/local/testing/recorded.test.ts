import { describe, expect, test } from '@jest/globals';
import type { Json, JsonObject } from '../../../local/engine/index.ts';
import { checkRecorded, readCase, readMocks, type RecordedAnswer } from '../../../local/testing/index.ts';
import { INVOKE, machine, pass, task } from '../engine/machines.ts';

const ends = (output: Json): JsonObject => ({ status: 'SUCCEEDED', output });
const check = (definition: JsonObject, expected: JsonObject, more: object = {}) =>
  checkRecorded(readCase({ definition, expected, ...more }, 'a case'));
const one = (Resource = INVOKE, more: JsonObject = {}) => machine({ A: task({ Resource, ...more }) });

describe('a recorded case', () => {
  test.each([
    `${INVOKE}.waitForTaskToken`,
    'arn:aws:lambda:us-east-1:111111111111:function:work:live',
    'arn:aws:states:::ecs:runTask.sync',
    'arn:aws:states:::states:startExecution.sync',
    'arn:aws:states:::states:startExecution.sync:2',
    'arn:aws:states:::aws-sdk:s3:getObject',
    'arn:aws-cn:states:::sqs:sendMessage.waitForTaskToken',
  ])('has its answer for %s', async (resource) => {
    const mocks = [{ state: 'A', event: 'TaskSucceeded', input: null, output: { n: 1 } }];
    expect((await check(one(resource), ends({ n: 1 }), { mocks })).passed).toBe(true);
  });

  test.each<[string, RecordedAnswer, JsonObject]>([
    ['an error', { state: 'A', event: 'TaskFailed', error: 'Busy', cause: 'later' }, { error: 'Busy' }],
    ['null, a time-out', { state: 'A', event: 'TaskTimedOut', error: null }, { error: 'States.Timeout' }],
    ['an error without an event', { state: 'A', error: 'Busy' }, { error: 'Busy' }],
  ])('may fail with %s', async (_, answer, expected) => {
    const mocks = [{ cause: null, ...answer }];
    expect((await check(one(), { status: 'FAILED', ...expected }, { mocks })).passed).toBe(true);
  });

  test('gives the answer for an equal input, else the first that is left', async () => {
    const states = { A: task({ Arguments: 1, Next: 'B' }), B: task({ Arguments: 2, Next: 'C' }), C: task() };
    const mocks = ['A', 'B', 'C'].map((state) => ({ state, output: state }));
    const other = { state: 'B', input: 2, output: 'two' };
    const run = await check(machine(states), ends('C'), { mocks: [...mocks, other] });
    expect(run.passed).toBe(true);
    expect(run.run.callsOf('B')).toMatchObject([{ outcome: { output: 'two' } }]);
  });

  test('takes masked strings of recorded inputs for anything', async () => {
    const Arguments = { at: '{% $now() %}' };
    const mocks = ['first', 'second'].map((output) => ({ state: 'A', output, input: { at: output } }));
    const { run } = await check(one(INVOKE, { Arguments }), ends('second'), { mocks, masks: ['second'] });
    expect(run.output).toBe('second');
  });

  test('without an answer left ends there, whatever its machine catches', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'B' }];
    const definition = machine({ A: task({ Catch, Next: 'B' }), B: pass() });
    const { passed, run } = await check(definition, ends({}), { mocks: null });
    expect(passed).toBe(false);
    expect(run.cause).toBe(`no answer is left for the state A, which calls ${INVOKE}`);
  });

  test('waits for a token that nobody answers: until its time is over, or for ever', async () => {
    const resource = `${INVOKE}.waitForTaskToken`;
    expect((await check(one(resource), ends(1))).run).toMatchObject({ status: 'RUNNING' });
    const { run } = await check(one(resource, { TimeoutSeconds: 60 }), ends(1));
    expect(run).toMatchObject({ error: 'States.Timeout', seconds: 60 });
  });

  test('that runs in circles ends when its history is full', async () => {
    const { run } = await check(machine({ A: pass({ Next: 'A' }) }), ends(1));
    expect(run).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  test('counts its cause apart, where one was recorded', async () => {
    const definition = machine({ A: { Type: 'Fail', Error: 'Broken', Cause: 'inside' } });
    const failed = { status: 'FAILED', error: 'Broken' };
    expect(await check(definition, failed)).toMatchObject({ passed: true, causeMatches: undefined });
    expect(await check(definition, { ...failed, cause: null })).toMatchObject({ causeMatches: undefined });
    expect(await check(definition, { ...failed, cause: 'in<...>' })).toMatchObject({ causeMatches: true });
    expect(await check(definition, { ...failed, cause: 'x' })).toMatchObject({ passed: true, causeMatches: false });
  });

  test('needs no output, and no error but of a Fail that names one', async () => {
    expect((await check(machine({ A: pass() }), { status: 'SUCCEEDED' })).passed).toBe(true);
    expect((await check(machine({ A: { Type: 'Fail' } }), { status: 'FAILED', error: null })).passed).toBe(true);
    const timedOut = machine({ A: { Type: 'Wait', Seconds: 9, End: true } }, { TimeoutSeconds: 5 });
    expect((await check(timedOut, { status: 'TIMED_OUT' })).passed).toBe(true);
    expect((await check(machine({ A: { Type: 'Fail', Error: 'X' } }), { status: 'FAILED' })).passed).toBe(false);
  });
});

describe('reading mocks that somebody wrote', () => {
  test.each<[object, string]>([
    [{ output: 1, note: 'x' }, 'there is no member note'],
    [{ error: 7 }, 'error must be a text, not 7'],
    [{ error: 'Busy', cause: {} }, 'cause must be a text, not {}'],
    [{ event: true, output: 1 }, 'event must be a text, not true'],
  ])('refuses %j', (members, message) => {
    expect(() =>
      readMocks([
        { state: 'A', output: 1 },
        { state: 'B', ...members },
      ]),
    ).toThrow(`mocks[1], for the state B: ${message}`);
  });
});

describe('reading a case', () => {
  const definition = machine({ A: pass() });
  const expected = { status: 'SUCCEEDED' };

  test.each<[unknown, string]>([
    [5, 'a case is a JSON object'],
    [{ expected }, 'the case has no definition'],
    [{ definition }, 'the case has no expected.status'],
    [{ definition, expected, mocks: { A: 1 } }, 'mocks are a JSON array'],
    [
      { definition, expected, mocks: [{ state: 'A', outptu: 1 }] },
      'mocks[0], for the state A: there is no member outptu, only state, event, input, output, error, cause',
    ],
    [{ definition, expected, mocks: [{ state: 'A', error: 7 }] }, 'mocks[0], for the state A: error must be a text'],
  ])('refuses %j', (value, message) => {
    expect(() => readCase(value, 'a case')).toThrow(message);
  });

  test.each<[object]>([
    [{ output: null, id: 7 }],
    [{ event: 'TaskTimedOut', error: null, id: 7 }],
    [{ event: 'TaskFailed', id: 7 }],
    [{ event: null, cause: null }],
  ])('takes a mock with %j, and what a recorder added', (members) => {
    const mocks = [{ state: 'A', ...members }];
    expect(readCase({ definition, expected, mocks }, 'a case')).toMatchObject({ mocks });
  });

  test('takes the rest as it comes', () => {
    const more = { type: 'EXPRESS', tags: null, masks: null, history: null, input: null };
    expect(readCase({ definition, expected, ...more }, 'file')).toMatchObject({ name: 'file', input: null, masks: [] });
    expect(readCase({ name: 'its own', definition: '{}', expected }, 'file').name).toBe('its own');
  });
});
