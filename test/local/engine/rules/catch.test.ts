import type { Json, JsonObject } from '../../../../local/engine/index.ts';
import { failing, raising } from '../fakes.ts';
import { parallel, pass, run, task, types, type States } from '../machines.ts';
import { rule } from './rule.ts';

const ERRORS = 'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html';
const CATCH = `${ERRORS}#error-handling-fallback-states`;
const NAMES = `${ERRORS}#error-handling-error-representation`;
const SPECIFICATION = 'https://states-language.net/spec.html#fallback-states';
const EXPRESSIONS =
  'https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#handling-errors-jsonata-expressions';

/** A task with this catcher, which names every error and leads to Caught unless it says otherwise. */
const catching = (catcher: JsonObject = {}, more: JsonObject = {}): States => ({
  Work: task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught', ...catcher }], ...more }),
  Caught: pass(),
});

/** A branch that ends with States.Runtime: nothing in its Choice is met. */
const broken: States = { Choose: { Type: 'Choice', Choices: [{ Condition: false, Next: 'No' }] }, No: pass() };

rule('The first catcher that names the error says where the execution goes on', CATCH, async () => {
  const Catch = [
    { ErrorEquals: ['Late'], Next: 'One' },
    { ErrorEquals: ['Busy'], Next: 'Two' },
    { ErrorEquals: ['States.ALL'], Next: 'Three' },
  ];
  const { path } = await run({ Work: task({ Catch }), One: pass(), Two: pass(), Three: pass() }, failing(1));

  expect(path).toEqual(['Work', 'Two']);
});

rule('A catcher without Output hands on an object of Error and Cause', CATCH, async () => {
  const { output } = await run(catching(), failing(1));

  expect(output).toEqual({ Error: 'Busy', Cause: 'Busy, and 0 to come' });
});

rule('Output of a catcher is made from the error output and the state’s input', SPECIFICATION, async () => {
  const Output = { name: '{% $states.errorOutput.Error %}', input: '{% $states.input %}' };
  const { output } = await run(catching({ Output }, { Arguments: 'something else' }), failing(1), { n: 1 });

  expect(output).toEqual({ name: 'Busy', input: { n: 1 } });
});

rule('Assign of a catcher keeps what it likes of the error', SPECIFICATION, async () => {
  const Assign = { failed: '{% $states.errorOutput.Error %}' };
  const { output } = await run({ ...catching({ Assign }), Caught: pass({ Output: '{% $failed %}' }) }, failing(1));

  expect(output).toBe('Busy');
});

rule('When an error is caught, Output and Assign of the state itself are not evaluated', SPECIFICATION, async () => {
  const more = { Output: '{% $error("evaluated") %}', Assign: { x: '{% $error("evaluated") %}' } };
  const { output } = await run({ ...catching({}, more), Caught: pass({ Output: '{% $exists($x) %}' }) }, failing(1));

  expect(output).toBe(false);
});

rule('A catcher may name several errors', CATCH, async () => {
  const states = catching({ ErrorEquals: ['Busy', 'Late'] });

  expect((await run(states, raising('Late'))).path).toEqual(['Work', 'Caught']);
});

rule('An error that no catcher names ends the execution with its error and cause', CATCH, async () => {
  const { status, error, cause, path } = await run(catching({ ErrorEquals: ['Late'] }), failing(1));

  expect([status, error, cause, path]).toEqual(['FAILED', 'Busy', 'Busy, and 0 to come', ['Work']]);
});

rule('States.ALL in a catcher takes an error of any name', NAMES, async () => {
  for (const name of ['Busy', 'Lambda.Unknown', 'States.TaskFailed', 'States.Timeout', 'States.Permissions']) {
    expect((await run(catching(), raising(name))).path).toEqual(['Work', 'Caught']);
  }
});

rule('States.TaskFailed in a catcher takes every error but States.Timeout', NAMES, async () => {
  const states = catching({ ErrorEquals: ['States.TaskFailed'] });

  expect((await run(states, failing(1))).path).toEqual(['Work', 'Caught']);
  expect((await run(states, raising('States.Timeout'))).error).toBe('States.Timeout');
});

rule('States.ALL does not take States.DataLimitExceeded', `${ERRORS}#error-data-limit-exceed`, async () => {
  const { error } = await run(catching(), () => 'x'.repeat(262_143));

  expect(error).toBe('States.DataLimitExceeded');
});

rule('States.DataLimitExceeded can be caught by its name', `${ERRORS}#error-data-limit-exceed`, async () => {
  const { path } = await run(catching({ ErrorEquals: ['States.DataLimitExceeded'] }), () => 'x'.repeat(262_143));

  expect(path).toEqual(['Work', 'Caught']);
});

rule('States.Runtime is never caught, not even by name', `${ERRORS}#states-runtime-error`, async () => {
  for (const name of ['States.ALL', 'States.TaskFailed', 'States.Runtime']) {
    const Catch = [{ ErrorEquals: [name], Next: 'Caught' }];

    expect((await run({ Both: parallel([broken], { Catch }), Caught: pass() })).error).toBe('States.Runtime');
  }
});

rule('An expression that failed is caught as States.QueryEvaluationError', EXPRESSIONS, async () => {
  for (const name of ['States.QueryEvaluationError', 'States.ALL', 'States.TaskFailed']) {
    expect((await run(catching({ ErrorEquals: [name] }, { Output: '{% $nothing %}' }))).path).toEqual([
      'Work',
      'Caught',
    ]);
  }
});

rule('Arguments that cannot be evaluated are caught before anything is called', EXPRESSIONS, async () => {
  const calls: Json[] = [];
  const { path } = await run(catching({}, { Arguments: '{% $nothing %}' }), (args) => {
    calls.push(args);
    return null;
  });

  expect([path, calls]).toEqual([['Work', 'Caught'], []]);
});

rule('An expression of a catcher that fails is not caught by the state it belongs to', SPECIFICATION, async () => {
  const Catch = [
    { ErrorEquals: ['Busy'], Next: 'Caught', Output: '{% $nothing %}' },
    { ErrorEquals: ['States.ALL'], Next: 'Caught' },
  ];
  const { error, path } = await run({ Work: task({ Catch }), Caught: pass() }, failing(1));

  expect([error, path]).toEqual(['States.QueryEvaluationError', ['Work']]);
});

rule('An expression of a catcher that fails is caught by the Parallel around it', SPECIFICATION, async () => {
  const branch = catching({ Output: '{% $nothing %}' });
  const Catch = [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'Outside' }];
  const { path } = await run({ Both: parallel([branch], { Catch }), Outside: pass() }, failing(1));

  expect(path).toEqual(['Both', 'Work', 'Outside']);
});

rule('The error output of an error without a cause has no Cause', SPECIFICATION, async () => {
  const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }];
  const branch = { Break: { Type: 'Fail', Error: 'Broken' } };
  const { output } = await run({ Both: parallel([branch], { Catch }), Caught: pass() });

  expect(output).toEqual({ Error: 'Broken' });
});

rule('A catcher of an inner state comes before that of the Parallel around it', CATCH, async () => {
  const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Outside' }];
  const { path } = await run({ Both: parallel([catching()], { Catch }), Outside: pass() }, failing(1));

  expect(path).toEqual(['Both', 'Work', 'Caught']);
});

rule(
  'A caught error leaves the state like any other end: failed, left, next entered',
  'https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html',
  async () => {
    expect(types(await run(catching(), failing(1))).slice(4)).toEqual([
      'TaskFailed',
      'TaskStateExited',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ]);
  },
);
