import { isoTime } from '../../../../lambdas/core/clock.ts';
import type { BatonError } from '../../../../lambdas/core/errors.ts';
import { feedbackBodySchema, requestOfFeedback } from '../../../../lambdas/core/feedback/feedback.ts';
import { judging } from '../../../support/feedback-run.ts';
import { ada, aRoute, dawn } from '../../../support/fixtures.ts';
import { rejectionOf } from '../../../support/memory-journal.ts';

const grace = { tenantId: 'acme', userId: 'grace' };

describe('feedback', () => {
  it('is kept with who gave it, when, and the decision it is about', async () => {
    const { journal, give } = judging();
    journal.questionRecords.set('acme r1-q1', {
      questionId: 'r1-q1',
      requestId: 'r1',
      text: 'On which switch?',
      askedAt: isoTime(dawn),
      expiresAt: isoTime(dawn),
      token: 'token',
      answer: 'The one in the lab',
    });
    journal.now += 60_000;
    const { feedback, replaced } = await give({
      kind: 'misrouted',
      to: 'storage-expert',
      comment: 'It is about disks',
    });
    expect(feedback).toEqual({
      ...ada,
      feedbackId: feedback.feedbackId,
      requestId: 'r1',
      kind: 'misrouted',
      to: 'storage-expert',
      comment: 'It is about disks',
      givenAt: isoTime(dawn + 60_000),
      decision: { label: 'network-expert', mode: 'single', decidedBy: 'rules', confidence: 0.9 },
      answers: ['The one in the lab'],
      status: 'open',
    });
    expect(replaced).toBe(false);
    expect(requestOfFeedback(feedback.feedbackId)).toBe('r1');
    expect(journal.auditEntries).toMatchObject([{ eventType: 'feedback.given', userId: 'ada', requestId: 'r1' }]);
    expect(journal.eventRecords.get('acme r1')).toMatchObject([
      { type: 'feedback.given', detail: { kind: 'misrouted', userId: 'ada', feedbackId: feedback.feedbackId } },
    ]);
  });

  it('takes the place of what the same user said in that kind before, and opens it again', async () => {
    const { journal, give, review } = judging();
    const first = await give({ kind: 'rating', rating: 9 });
    await review(first.feedback.feedbackId, 'accept');
    journal.now += 1_000;
    const second = await give({ kind: 'rating', rating: 2 });
    expect(second).toMatchObject({ replaced: true, feedback: { rating: 2, status: 'open' } });
    expect(second.feedback.reviewedBy).toBeUndefined();
    expect([...journal.feedbackRecords.values()]).toEqual([second.feedback]);
  });

  it('stays as it was decided on when the very same is said again', async () => {
    const { journal, give, review } = judging();
    const { feedback } = await give({ kind: 'rating', rating: 9 });
    await review(feedback.feedbackId, 'reject', grace);
    journal.now += 1_000;
    const again = await give({ kind: 'rating', rating: 9 });
    expect(again).toMatchObject({ replaced: true, feedback: { status: 'rejected', givenAt: feedback.givenAt } });
    expect(journal.auditEntries.map(({ eventType }) => eventType)).toEqual(['feedback.given', 'feedback.rejected']);
  });

  it('of another kind, or of another user, stands beside it', async () => {
    const { journal, give } = judging();
    await give({ kind: 'rating', rating: 9 });
    await give({ kind: 'rating', rating: 8 }, grace);
    await give({ kind: 'rework', what: 'The wrong switch' });
    expect(journal.feedbackRecords.size).toBe(3);
  });

  it('is refused for a request of another tenant', async () => {
    const { give } = judging();
    const error = await rejectionOf(give({ kind: 'rating', rating: 1 }, { tenantId: 'other', userId: 'ada' }));
    expect(error.name).toBe('NotFound');
  });

  it('is refused as long as nothing was decided', async () => {
    const { give } = judging({ status: 'received', route: undefined });
    expect((await rejectionOf(give({ kind: 'rating', rating: 1 }))).name).toBe('NothingToJudge');
  });

  const escalated = aRoute({ mode: 'escalate', agents: ['infrastructure-architect'] });
  const named = aRoute({ mode: 'workflow', agents: [], workflow: 'feature-implementation', decidedBy: 'request' });
  it.each([
    [
      'an agent that there is not',
      aRoute(),
      { kind: 'misrouted', to: 'storge-expert' },
      'to',
      /closest names are storage-expert, /,
    ],
    [
      'an agent that only the system calls',
      aRoute(),
      { kind: 'misrouted', to: 'validator' },
      'to',
      /there is no "validator"/,
    ],
    ['the agent it did go to', aRoute(), { kind: 'misrouted', to: 'network-expert' }, 'to', /did go to network-expert/],
    [
      'the architect as who should have had it',
      aRoute(),
      { kind: 'misrouted', to: 'infrastructure-architect' },
      'kind',
      /say "should-have-been-escalated"/,
    ],
    [
      'an expert as who should have had what was escalated',
      escalated,
      { kind: 'misrouted', to: 'storage-expert' },
      'kind',
      /say "could-have-been-handled" with "by": "storage-expert"/,
    ],
    ['the architect, who had it', escalated, { kind: 'misrouted', to: 'infrastructure-architect' }, 'to', /did go to/],
    ['escalation of what was escalated', escalated, { kind: 'should-have-been-escalated' }, 'kind', /was escalated/],
    [
      'work that was not escalated as too high',
      aRoute(),
      { kind: 'could-have-been-handled' },
      'kind',
      /route is single/,
    ],
    [
      'a workflow as able to handle it',
      escalated,
      { kind: 'could-have-been-handled', by: 'clarify' },
      'by',
      /there is no "clarify"/,
    ],
    [
      'another way for a request that named its workflow',
      named,
      { kind: 'misrouted', to: 'clarify' },
      'kind',
      /named its workflow/,
    ],
  ] as const)('is refused when it names %s', async (_what, route, body, field, message) => {
    const { journal, give } = judging({ route });
    const error = (await rejectionOf(give(body))) as BatonError;
    expect(error.faults).toEqual([{ field, message: expect.stringMatching(message) }]);
    expect(journal.feedbackRecords.size).toBe(0);
  });

  it.each([
    [aRoute(), { kind: 'misrouted', to: 'clarify' }],
    [aRoute(), { kind: 'misrouted', to: 'feature-implementation' }],
    [aRoute(), { kind: 'should-have-been-escalated' }],
    [escalated, { kind: 'could-have-been-handled', by: 'storage-expert' }],
    [escalated, { kind: 'could-have-been-handled' }],
    [escalated, { kind: 'misrouted', to: 'clarify' }],
    [escalated, { kind: 'misrouted', to: 'feature-implementation' }],
    [named, { kind: 'rework', what: 'No tests' }],
  ] as const)('of a request with this route may be so: %j %j', async (route, body) => {
    expect((await judging({ route }).give(body)).feedback).toMatchObject(body);
  });
});

describe('the body of feedback', () => {
  it.each([
    ['kind', {}, /must be one of misrouted, should-have-been-escalated/],
    ['to', { kind: 'misrouted' }, /./],
    ['what', { kind: 'rework', what: ' ' }, /is empty/],
    ['comment', { kind: 'rating', rating: 3, comment: 'x'.repeat(2_001) }, /more than 2000 characters/],
    ['rating', { kind: 'rating', rating: 11 }, /10/],
    ['rating', { kind: 'rating', rating: 2.5 }, /./],
    ['', { kind: 'should-have-been-escalated', to: 'storage-expert' }, /to/],
  ])('names %s when it is off in %j', (field, body, message) => {
    const { error } = feedbackBodySchema.safeParse(body);
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([field]);
    expect(error?.issues[0]?.message).toMatch(message);
  });
});
