import { needsAdvice } from '../../../../lambdas/core/routing/advice-bounds.ts';
import { settleRoute } from '../../../../lambdas/core/routing/settle-route.ts';
import { advice, said, toRoute } from '../../../support/advising.ts';
import { aRoute, shippedRouter } from '../../../support/routing.ts';

describe('what a rule has escalated', () => {
  const route = shippedRouter();
  const ruled = [
    'Draw up a three-year roadmap for the platform',
    'Segment networks, rotate secrets and alert on everything, company-wide',
    'What would it cost to replace the storage?',
    'Post-mortem of the outage last Friday',
  ];

  it.each(ruled)('stays with the architect, however unsure that is: %s', (words) => {
    const first = { ...route({ text: words, round: 0, answers: [] }), confidence: 0.1 };
    expect(first.mode).toBe('escalate');
    expect(settleRoute(first, said(advice('single', ['network-expert', ''])), toRoute(words))).toEqual(first);
  });

  it('is told apart from what the classifier escalates', () => {
    const escalated = aRoute({ mode: 'escalate', confidence: 0.4 });
    expect(needsAdvice({ ...escalated, decidedBy: 'rules' })).toBe(false);
    expect(needsAdvice({ ...escalated, decidedBy: 'classifier' })).toBe(true);
  });
});
