import { failureFrom } from '../../../../lambdas/core/report/failure.ts';

it('takes the words of a failed function from its cause, and never the trace', () => {
  const cause = JSON.stringify({ errorType: 'ModelRejected', errorMessage: 'the key is wrong', trace: ['at work'] });
  expect(failureFrom('ModelRejected', cause)).toEqual({ name: 'ModelRejected', message: 'the key is wrong' });
});

it.each(['the question was not answered', '{"a": ', '"quoted"', '17', 'null', '{"other":"shape"}'])(
  'takes any other cause as the sentence it is: %s',
  (cause) => {
    expect(failureFrom('States.Timeout', cause)).toEqual({ name: 'States.Timeout', message: cause });
  },
);

it.each(['', JSON.stringify({ errorMessage: '' })])('says so when there is no cause: %j', (cause) => {
  expect(failureFrom('States.Timeout', cause).message).toBe('no cause was given');
});

it('keeps 1,000 characters', () => {
  expect(failureFrom('TypeError', JSON.stringify({ errorMessage: 'x'.repeat(5_000) })).message).toBe('x'.repeat(1_000));
});
