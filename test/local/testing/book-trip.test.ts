import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import {
  approves,
  byState,
  type Fake,
  fails,
  functionError,
  inTurn,
  rejects,
  runMachine,
  TaskError,
} from '../../../local/testing/index.ts';

const definition = readFileSync('docs/examples/book-trip.asl.json', 'utf8');

/** Books a trip to Oslo; everybody answers as here, unless the test says otherwise. */
function book(otherwise: Record<string, Fake> = {}) {
  const answers: Record<string, Fake> = {
    'Reserve hotel': () => ({ Payload: { id: 'H1' } }),
    'Reserve flight': () => ({ Payload: { id: 'F1' } }),
    'Ask manager': approves({ afterHours: 5, output: { manager: 'ada' } }),
    'Confirm trip': () => ({ Payload: {} }),
    'Cancel flight': () => ({ Payload: {} }),
    'Cancel hotel': () => ({ Payload: {} }),
  };
  const fakes = { 'arn:aws:states:::lambda:invoke': byState({ ...answers, ...otherwise }) };
  return runMachine({ definition, input: { city: 'Oslo' }, fakes });
}

test('a trip is booked when the manager approves it, five hours later', async () => {
  const trip = await book();
  expect(trip.path).toEqual(['Reserve hotel', 'Reserve flight', 'Ask manager', 'Confirm trip']);
  expect(trip).toMatchObject({
    status: 'SUCCEEDED',
    output: { hotel: 'H1', flight: 'F1', approvedBy: 'ada' },
    seconds: 5 * 3600,
  });
});

test('a trip that nobody approves is cancelled after eight hours, the newest reservation first', async () => {
  const trip = await book({ 'Ask manager': () => null });
  expect(trip).toMatchObject({ status: 'FAILED', error: 'TripCancelled', cause: 'States.Timeout', seconds: 8 * 3600 });
  expect(trip.events('TaskTimedOut')).toHaveLength(1);
  const undone = trip.callsOf(({ state }) => state.startsWith('Cancel'));
  expect(undone.map((call) => call.arguments)).toEqual([
    { FunctionName: 'cancel-flight', Payload: { flight: 'F1' } },
    { FunctionName: 'cancel-hotel', Payload: { hotel: 'H1' } },
  ]);
});

test('a trip that is refused is cancelled at once', async () => {
  const trip = await book({ 'Ask manager': rejects({ afterHours: 2, error: new TaskError('TooExpensive') }) });
  expect(trip).toMatchObject({ cause: 'TooExpensive', seconds: 2 * 3600 });
  expect(trip.entered('Confirm trip')).toEqual([]);
});

test('a flight that cannot be cancelled at first is cancelled later', async () => {
  const trip = await book({
    'Confirm trip': fails(functionError('CardDeclined', 'no cover')),
    'Cancel flight': inTurn(fails(new TaskError('Lambda.Unknown')), () => ({ Payload: {} })),
  });
  expect(trip.callsOf('Cancel flight')).toMatchObject([
    { attempt: 1, at: 5 * 3600, outcome: { error: 'Lambda.Unknown' } },
    { attempt: 2, at: 5 * 3600 + 10, outcome: { output: { Payload: {} } } },
  ]);
  expect(trip.path.at(-1)).toBe('Trip is off');
});
