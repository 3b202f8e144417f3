import { describe, expect, test } from '@jest/globals';
import { agentStatusSchema, handoffRecordSchema } from '../../lambdas/core/agent/handoff.ts';
import { requestEventSchema } from '../../lambdas/core/events/event.ts';
import { edgesOf } from '../support/edges.ts';
import { useBaton } from '../support/running.ts';

/** What is told of a task that is done at the first attempt. */
const storyOf = (taskId: string, ...handoffs: string[]) => [
  `task.started ${taskId}`,
  `agent.status ${taskId} 10`,
  ...handoffs,
  `agent.status ${taskId} 25`,
  `agent.status ${taskId} 90`,
  `task.completed ${taskId}`,
  `agent.status ${taskId} 100`,
];

describe('the history of a request', () => {
  const { baton, ada } = useBaton();

  test('of several experts in a row holds what happened in order, and every handoff verified', async () => {
    const { body: request } = await ada.ask('Create a VM for the mail archive and then add it to the nightly backup');
    const path = `/v1/requests/${request.requestId}`;
    const { body } = await ada.get(`${path}/events`);
    const events = requestEventSchema.array().parse(body.events);
    expect(body.cursor).toBeUndefined();
    expect(events.map(({ eventId }) => eventId)).toEqual(events.map(({ eventId }) => eventId).toSorted());
    expect(
      events.map(({ type, taskId, detail }) => [type, taskId, detail?.['progress']].filter(Boolean).join(' ')),
    ).toEqual([
      'request.received',
      'request.routed',
      ...storyOf('t1'),
      ...storyOf('t2', 'handoff t2'),
      ...storyOf('combine'),
      ...storyOf('combine-review-0'),
      'checklist.verification',
      'request.succeeded',
    ]);

    const paged: unknown[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body: page } = await ada.get(`${path}/events?limit=5${from}`);
      paged.push(...page.events);
      cursor = page.cursor;
    }
    expect(paged).toEqual(body.events);

    const { body: handed } = await ada.get(`${path}/handoffs`);
    expect(handoffRecordSchema.array().parse(handed.handoffs)).toMatchObject([
      {
        fromAgent: 'compute-expert',
        toAgent: 'storage-expert',
        fromTask: 't1',
        taskId: 't2',
        verified: true,
        verification: ['task t1 is completed', 'its result is in the journal', 'deliverable t1-1-1 is in the journal'],
        context: { dependencies: [`${request.requestId}/tasks/t1`, 't1-1-1'] },
      },
    ]);

    const { body: report } = await ada.get(`${path}/report`);
    expect(report).toMatchObject({
      requestId: request.requestId,
      status: 'succeeded',
      report: expect.stringContaining(request.reply),
      verification: { answers: expect.arrayContaining([expect.objectContaining({ line: 'told', answer: 'yes' })]) },
      agents: [
        { taskId: 't1', agentId: 'compute-expert', status: 'completed' },
        { taskId: 't2', agentId: 'storage-expert', status: 'completed' },
      ],
      integrations: [{ fromTask: 't1', toTask: 't2', verified: true }],
      summary: expect.any(String),
      deliverables: expect.arrayContaining([
        expect.objectContaining({ id: 't1-1-1' }),
        expect.objectContaining({ id: 't2-1-1' }),
      ]),
    });
    expect(report.nextSteps.length).toBeGreaterThan(0);
    expect(report.report).toContain('### Verification checklist');
    expect(report.report).toContain('(t2): ✅ verified: task t1 is completed');

    const { body: done } = await ada.get(`${path}/tasks`);
    for (const { agentStatus } of done.tasks)
      expect(agentStatusSchema.parse(agentStatus)).toMatchObject({ progress: 100 });
  });

  test('of a request that waits says so, and its report says that nothing is done', async () => {
    const { body: waiting } = await ada.ask('staging');
    const path = `/v1/requests/${waiting.requestId}`;
    const typesNow = async () =>
      (await ada.get(`${path}/events`)).body.events.map(({ type }: { type: string }) => type);
    expect(await typesNow()).toEqual(['request.received', 'request.routed', 'request.waiting']);
    expect((await ada.get(`${path}/report`)).body).toMatchObject({ status: 'waiting', agents: [], integrations: [] });

    await ada.post(`${path}/messages`, { text: 'Rotate the API token that the backup job uses' });
    await ada.get(`${path}?wait=25`);
    expect((await typesNow()).slice(3, 6)).toEqual(['request.answered', 'request.routed', 'task.started']);
  });

  test('of a plan has a handoff from the planning, and for every edge', async () => {
    const { body: request } = await ada.ask(
      'Lock down the firewall across all VLANs, rotate all credentials, encrypt the backups and monitor everything throughout',
    );
    const path = `/v1/requests/${request.requestId}`;
    const [tasks, handed] = await Promise.all([ada.get(`${path}/tasks`), ada.get(`${path}/handoffs`)]);
    const handoffs = handoffRecordSchema.array().parse(handed.body.handoffs);
    expect(handoffs.map(({ fromTask, taskId }) => `${fromTask} → ${taskId}`).sort()).toEqual(edgesOf(tasks.body.tasks));
    expect(request.escalation).toMatchObject({ precautionary: false });
    const { body: told } = await ada.get(`${path}/events?limit=2`);
    expect(told.events).toMatchObject([{ type: 'request.received' }, { type: 'checklist.escalation' }]);
    expect(handoffs.filter(({ fromTask }) => fromTask === 'plan')).toMatchObject([
      { fromAgent: 'infrastructure-architect', verified: true },
      { fromAgent: 'infrastructure-architect', verified: true },
    ]);
  });

  test('is read by page: a limit or cursor that is none is refused', async () => {
    const { body: request } = await ada.ask('Create a jail for nginx');
    for (const query of ['limit=0', 'limit=101', 'limit=x', 'cursor=a%23b']) {
      expect((await ada.get(`/v1/requests/${request.requestId}/events?${query}`)).status).toBe(400);
    }
  });

  test('counts: every measure of routing with its target, and the cases it rests on', async () => {
    const grace = await baton.as('grace', 'measured');
    const { body: waiting } = await grace.ask('staging');
    await grace.post(`/v1/requests/${waiting.requestId}/messages`, {
      text: 'Rotate the API token that the backup job uses',
    });
    await grace.get(`/v1/requests/${waiting.requestId}?wait=25`);
    const { body: chain } = await grace.ask('Create a VM for the mail archive and then add it to the nightly backup');
    const { body: said } = await grace.post(`/v1/requests/${chain.requestId}/feedback`, {
      kind: 'should-have-been-escalated',
    });
    await grace.post(`/v1/requests/${waiting.requestId}/feedback`, { kind: 'rating', rating: 9 });

    const measured = async () => {
      const { status, body } = await grace.get('/v1/metrics/routing?days=7');
      expect({ status, days: body.days }).toEqual({ status: 200, days: 7 });
      const lines: { id: string; value: number; cases: number; met: boolean | null }[] = body.metrics;
      return Object.fromEntries(lines.map(({ id, value, cases, met }) => [id, { value, cases, met }]));
    };
    expect(await measured()).toEqual({
      'right-expert': { value: 0.5, cases: 2, met: false },
      'unneeded-escalations': { value: null, cases: 0, met: null },
      'missed-escalations': { value: 0.5, cases: 2, met: false },
      'decision-time': { value: expect.any(Number), cases: 3, met: true },
      'handoff-words': { value: expect.any(Number), cases: 1, met: true },
      exchanges: { value: 0.5, cases: 2, met: true },
      'completion-time': { value: expect.any(Number), cases: 2, met: null },
      rework: { value: 0, cases: 2, met: true },
      'user-escalations': { value: 0.5, cases: 2, met: false },
    });
    await grace.post(`/v1/feedback/${said.feedbackId}`, { decision: 'reject' });
    const now = await measured();
    expect(now).toMatchObject({
      'right-expert': { value: 1, cases: 2, met: true },
      'missed-escalations': { value: 0, cases: 2, met: true },
    });
    expect((await ada.get('/v1/metrics/routing')).body.metrics[1]).toMatchObject({
      id: 'unneeded-escalations',
      cases: 1,
    });
    for (const days of ['0', '366', 'x']) expect((await ada.get(`/v1/metrics/routing?days=${days}`)).status).toBe(400);
  });

  test('goes on with what people say about it, and what is decided on that', async () => {
    const { body: request } = await ada.ask('Create a jail for nginx');
    const path = `/v1/requests/${request.requestId}/feedback`;
    const wrong = await ada.post(path, { kind: 'misrouted', to: 'netwrk-expert' });
    expect(wrong).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'to', message: expect.stringContaining('closest names are network-expert') }] },
    });
    const said = { kind: 'misrouted', to: 'network-expert', comment: 'It is about its address' };
    const { status, headers, body: feedback } = await ada.post(path, said);
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/v1/feedback/${feedback.feedbackId}`);
    expect(feedback).toMatchObject({ ...said, userId: 'ada', status: 'open', decision: { label: 'compute-expert' } });
    expect((await ada.post(path, said)).status).toBe(200);
    await ada.post(path, { kind: 'rating', rating: 4 });

    const grace = await baton.as('grace');
    const { body: first } = await grace.get('/v1/feedback?limit=1');
    expect(first.feedback).toMatchObject([{ kind: 'rating', rating: 4 }]);
    expect((await grace.get(`/v1/feedback?limit=1&cursor=${first.cursor}`)).body).toEqual({ feedback: [feedback] });
    expect((await grace.get(`/v1/feedback/${feedback.feedbackId}`)).body).toEqual({
      ...feedback,
      text: request.text,
      answers: [],
    });
    const decide = (decision: string) => grace.post(`/v1/feedback/${feedback.feedbackId}`, { decision });
    expect((await decide('accept')).body).toMatchObject({ status: 'accepted', reviewedBy: 'grace' });
    expect((await decide('reject')).status).toBe(409);
    expect((await grace.get('/v1/feedback?status=accepted')).body.feedback).toMatchObject([{ kind: 'misrouted' }]);
    expect((await grace.get('/v1/feedback?kind=misrouted&status=open')).body.feedback).toEqual([]);
    const { body } = await ada.get(`/v1/requests/${request.requestId}/events?limit=100`);
    expect(body.events.slice(-3).map(({ type }: { type: string }) => type)).toEqual([
      'feedback.given',
      'feedback.given',
      'feedback.reviewed',
    ]);
  });
});
