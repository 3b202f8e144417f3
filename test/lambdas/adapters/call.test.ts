import { parseCall } from '../../../lambdas/adapters/call.ts';
import { agentCallSchema } from '../../../lambdas/core/task/call.ts';
import type { BatonError } from '../../../lambdas/core/errors.ts';
import { anAgentCall } from '../../support/fixtures.ts';

function refusalOf(event: unknown): BatonError {
  try {
    parseCall(agentCallSchema, event);
  } catch (error) {
    return error as BatonError;
  }
  throw new Error('it was not refused');
}

it('gives what it was called with, with what the contract adds', () => {
  const { round: _round, ...call } = anAgentCall();
  expect(parseCall(agentCallSchema, { ...call, more: 'is left out' })).toEqual(anAgentCall());
});

it('names every field that is off at once', () => {
  const error = refusalOf({ ...anAgentCall(), schema: 2, requestId: '../r1', task: { instruction: '' } });
  expect(error.name).toBe('CallInvalid');
  expect(error.faults.map(({ field }) => field)).toEqual(['schema', 'requestId', 'task.instruction', 'task.expects']);
  for (const { field } of error.faults) expect(error.message).toContain(`${field}: `);
});

it.each([undefined, null, 'text', []])('refuses %j, which is no call at all', (event) => {
  expect(refusalOf(event)).toMatchObject({ name: 'CallInvalid', faults: [{ field: 'call' }] });
});

it('repeats nothing of what somebody wrote', () => {
  const error = refusalOf({
    ...anAgentCall(),
    task: { instruction: ['my secret'], expects: 'my secret', intent: 'my secret' },
  });
  expect(error.message).not.toContain('my secret');
});
