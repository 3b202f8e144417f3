import { isoTime } from '../../../../lambdas/core/clock.ts';
import type { FeedbackRecord } from '../../../../lambdas/core/feedback/feedback.ts';
import { figuresOf, type RequestFacts } from '../../../../lambdas/core/metrics/figures.ts';
import type { RequestRecord } from '../../../../lambdas/core/request/request.ts';
import { aFeedback, aHandoff, aRequest, aResult, aRoute, aTask, dawn } from '../../../support/fixtures.ts';

const worked = aTask({ status: 'completed', startedAt: isoTime(dawn), result: aResult() });
const escalate = aRoute({ mode: 'escalate', agents: ['infrastructure-architect'] });
const named = aRoute({ mode: 'workflow', agents: [], workflow: 'feature-implementation', decidedBy: 'request' });

function figures({
  request = {},
  route = aRoute(),
  ...facts
}: Partial<Omit<RequestFacts, 'request'>> & {
  request?: Partial<RequestRecord>;
  route?: ReturnType<typeof aRoute>;
} = {}) {
  const all = { tasks: [worked], handoffs: [], feedback: [], exchanges: 0, ...facts };
  return figuresOf({ ...all, request: { ...aRequest({ status: 'failed', ...request }), route } });
}

const said = (kind: FeedbackRecord['kind'], changes: Partial<FeedbackRecord> = {}) => [
  aFeedback({ kind, to: undefined, ...changes }),
];

describe('a request', () => {
  it('of which nobody says anything is one that was decided and worked on', () => {
    expect(figures()).toEqual({ requests: 1, decided: 1, worked: 1 });
  });

  it.each([
    ['misrouted', said('misrouted'), { judged: 1, misjudged: 1, misrouted: 1, complained: 1, complaints: 1 }],
    [
      'should have been escalated',
      said('should-have-been-escalated'),
      { judged: 1, misjudged: 1, missed: 1, missedByFeedback: 1, complained: 1, complaints: 1 },
    ],
    ['wrong', said('rework'), { judged: 1, reworked: 1, reworkWanted: 1, complained: 1, complaints: 1 }],
    ['bad', said('rating', { rating: 5 }), { judged: 1, complained: 1, complaints: 1 }],
    ['good', said('rating', { rating: 6 }), { judged: 1 }],
    ['misrouted, which was rejected', said('misrouted', { status: 'rejected' }), { judged: 1 }],
  ])('that is called %s', (_, feedback, more) => {
    expect(figures({ feedback })).toEqual({ requests: 1, decided: 1, worked: 1, ...more });
  });

  it('that was escalated is unneeded when somebody says so, and misses no escalation', () => {
    expect(figures({ route: escalate, feedback: said('could-have-been-handled') })).toMatchObject({
      escalated: 1,
      unneeded: 1,
      misjudged: 1,
    });
    const needing = aTask({ ...worked, result: aResult({ needs: 'escalation' }) });
    expect(figures({ route: escalate, tasks: [needing] })).not.toHaveProperty('missed');
  });

  it('whose expert wants it escalated was one to escalate', () => {
    const needing = aTask({ ...worked, result: aResult({ needs: 'escalation' }) });
    expect(figures({ tasks: [needing] })).toMatchObject({ missed: 1, missedByExperts: 1 });
    expect(figures({ tasks: [needing], feedback: said('should-have-been-escalated') })).toMatchObject({
      missed: 1,
      missedByExperts: 1,
      missedByFeedback: 1,
    });
  });

  it('that named its workflow was not decided: only work and ratings count', () => {
    expect(figures({ route: named, feedback: said('rating', { rating: 1 }) })).toEqual({
      requests: 1,
      worked: 1,
      complained: 1,
      complaints: 1,
    });
  });

  it('that was sent back by its review was reworked', () => {
    expect(figures({ tasks: [{ ...worked, round: 1 }] })).toMatchObject({ reworked: 1, reworkOrdered: 1 });
  });

  it('that its user had stopped or undone counts as a complaint of its own', () => {
    const cause = { name: 'Cancelled', message: 'it was cancelled' };
    const rollback = { cause, startedAt: isoTime(dawn), run: 0 };
    expect(figures({ request: { status: 'rolled-back', rollback } })).not.toHaveProperty('complained');
    const stopped = { status: 'cancelled', rollback: { ...rollback, requestedBy: 'ada' } } as const;
    expect(figures({ request: stopped })).toMatchObject({ complained: 1, stopped: 1 });
  });

  it('has the words of each handoff, and those that are too many', () => {
    const context = { completedWork: 'a b c', remainingWork: '', constraints: ['d'], dependencies: [] };
    const long = { ...context, remainingWork: 'word '.repeat(100) };
    expect(figures({ handoffs: [aHandoff({ context }), aHandoff({ context: long })] })).toMatchObject({
      handoffs: 2,
      handoffWords: 108,
      handoffsOver: 1,
    });
  });

  it('has the exchanges there were before work began, if it did', () => {
    expect(figures({ exchanges: 3 })).toMatchObject({ exchanges: 3, manyExchanges: 1 });
    expect(figures({ exchanges: 2, tasks: [] })).toEqual({ requests: 1, decided: 1 });
  });

  it('has the time it took when it succeeded', () => {
    const request = { status: 'succeeded', endedAt: isoTime(dawn + 1_500) } as const;
    expect(figures({ request })).toMatchObject({ completed: 1, completionMs: 1_500, under2000: 1 });
  });
});
