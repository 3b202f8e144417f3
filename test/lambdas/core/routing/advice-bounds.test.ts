import { needsAdvice } from '../../../../lambdas/core/routing/advice-bounds.ts';
import { settleRoute } from '../../../../lambdas/core/routing/settle-route.ts';
import { readTurns } from '../../../../lambdas/core/routing/turns.ts';
import { readExamples } from '../../../../lambdas/router/examples.ts';
import { trainingFolder } from '../../../../lambdas/router/train.ts';
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

  it('is known by its words, in all that the router learned from', () => {
    const routes = readExamples(trainingFolder).sentences.map(({ text: words }) => ({
      words,
      first: route({ text: words, round: 0, answers: [] }),
    }));
    const found = routes.filter(({ first }) => first.reasons[0]?.startsWith('escalate, '));
    expect(found.length).toBeGreaterThan(100);
    const open = found.filter(({ words, first }) =>
      needsAdvice({ ...first, confidence: 0 }, readTurns({ text: words, answers: [] })),
    );
    expect(open.map(({ words }) => words)).toEqual([]);
  });

  it('is told apart from what only looked like it', () => {
    const judged = aRoute({ mode: 'escalate', confidence: 0.4, decidedBy: 'rules' });
    expect(needsAdvice(judged, readTurns(toRoute('Make the wiki survive the weekend').input))).toBe(true);
  });
});
