import { judge, labelledRequestSchema } from '../../../../lambdas/core/routing/evaluation.ts';
import { sureFrom } from '../../../../lambdas/core/routing/confidence.ts';
import { proposals } from '../../../../lambdas/core/routing/proposals.ts';
import { aRoute, infrastructureAgents } from '../../../support/routing.ts';

const agents = infrastructureAgents();
const corrected = (text: string, label: string) => labelledRequestSchema.parse({ text, label });
const judged = (confidence: number, right: boolean) =>
  judge(corrected('x', right ? 'storage-expert' : 'compute-expert'), aRoute({ confidence }), 1);

describe('corrected requests', () => {
  it('propose a word that several of them share, for the agent they are meant for', () => {
    const lessons = [
      corrected('the zargblat is full', 'storage-expert'),
      corrected('grow our zargblat', 'storage-expert'),
      corrected('once in a while', 'network-expert'),
    ];
    expect(proposals(lessons, agents, [])).toEqual([
      { kind: 'keyword', agentId: 'storage-expert', word: 'zargblat', requests: 2 },
    ]);
  });

  it.each([
    ['that is a keyword already', 'storage-expert', 'storage-expert', 'snapshot'],
    ['that is meant for two', 'storage-expert', 'compute-expert', 'zargblat'],
    ['for whom no agent stands', 'clarify', 'clarify', 'zargblat'],
  ])('propose no word %s', (_, first, second, word) => {
    expect(proposals([corrected(`the ${word}`, first), corrected(`our ${word}`, second)], agents, [])).toEqual([]);
  });
});

describe('a measured set', () => {
  const many = (count: number, confidence: number, right: boolean) =>
    Array.from({ length: count }, () => judged(confidence, right));

  it('proposes the lowest threshold from which on enough is right', () => {
    const rows = [...many(90, 0.95, true), ...many(5, 0.82, true), ...many(30, 0.7, false)];
    expect(proposals([], agents, rows)).toEqual([
      { kind: 'threshold', from: sureFrom, to: 0.75, coverage: 95 / 125, right: 1 },
    ]);
  });

  it('proposes none where the present one is right, nor where no threshold would do', () => {
    expect(proposals([], agents, [...many(95, 0.7, true), ...many(50, 0.6, false)])).toEqual([]);
    expect(proposals([], agents, many(10, 0.99, false))).toEqual([]);
    expect(proposals([], agents, [])).toEqual([]);
  });
});
