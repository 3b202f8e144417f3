import { parseCall } from '../../../lambdas/adapters/call.ts';
import { consultationOf, routerCallSchema } from '../../../lambdas/router/call.ts';
import { noUsage } from '../../../lambdas/core/task/result.ts';
import { advice, said } from '../../support/advising.ts';

const call = {
  schema: 1,
  tenantId: 'acme',
  requestId: 'r1',
  generation: 1,
  executionArn: 'arn:aws:states:::execution',
};
const consulted = (consultation: unknown) => consultationOf(parseCall(routerCallSchema, { ...call, consultation }));

describe('what the machine tells the router of asking a model', () => {
  it('is nothing before one was asked', () => {
    expect(consulted(undefined)).toBeUndefined();
  });

  it.each([
    said(advice('clarify')),
    { failure: { name: 'ModelTimeout', message: 'late' }, usage: noUsage, durationMs: 5 },
  ])('is what the adviser answered: %j', (answer) => {
    expect(consulted(answer)).toEqual(answer);
  });

  it('is how the adviser itself failed, in its own words', () => {
    const cause = JSON.stringify({ errorType: 'TypeError', errorMessage: 'x is not a function', trace: ['at x'] });
    expect(consulted({ error: 'TypeError', cause })).toEqual({
      failure: { name: 'TypeError', message: 'x is not a function' },
      usage: noUsage,
      durationMs: 0,
    });
  });

  it('is refused in any other form', () => {
    expect(() => consulted({ advice: { mode: 'delete' } })).toThrow('consultation');
  });
});
