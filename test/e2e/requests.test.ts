import { describe, expect, test } from '@jest/globals';
import { useBaton } from '../support/running.ts';

describe('a request, from its words to its answer', () => {
  const { baton, ada } = useBaton();

  test('is acknowledged with its address, done by the right expert, reviewed and answered', async () => {
    const submitted = await ada.post('/v1/requests', { text: 'Open TCP 8443 on the firewall for the build server' });
    expect(submitted.status).toBe(202);
    expect(submitted.headers.get('location')).toBe(`/v1/requests/${submitted.body.requestId}`);

    const { body: request } = await ada.get(`/v1/requests/${submitted.body.requestId}?wait=25`);
    expect(request).toMatchObject({
      status: 'succeeded',
      route: { mode: 'single', agents: ['network-expert'], intent: 'action' },
    });
    expect(request.reply).toMatch(/^The network expert has finished its work on “Open TCP 8443/);
    expect(request.reply).toContain(
      '**Still open:**\n- What was expected is there: no, prepared, and still to be carried out',
    );
    expect(request.reply).toContain('Nothing has been changed yet');
    expect(request.route.reasons.length).toBeGreaterThan(0);

    const { body } = await ada.get(`/v1/requests/${request.requestId}/tasks`);
    expect(body.tasks).toMatchObject([
      {
        taskId: 't1',
        agentId: 'network-expert',
        status: 'completed',
        attempt: 1,
        result: { provider: 'offline', quality: null },
      },
      { taskId: 't1-review-0', agentId: 'validator', status: 'completed', result: { facts: { accepted: true } } },
    ]);
  });

  test('leaves what was prepared where the reply says', async () => {
    const { body: request } = await ada.ask('Snapshot the dataset tank/home every night and keep 14');
    const [, path = ''] = /(\/v1\/requests\/\S+\/deliverables\/\S+)/.exec(request.reply) ?? [];
    const { status, body: deliverable } = await ada.get(path);
    expect(status).toBe(200);
    expect(deliverable).toMatchObject({ agentId: 'storage-expert', kind: 'runbook' });
    expect(deliverable.content).toContain('Snapshot the dataset tank/home every night and keep 14');
  });

  test('that asks for a state goes to who watches it', async () => {
    const { body: request } = await ada.ask('How much memory is in use on the hypervisor right now?');
    expect(request).toMatchObject({
      status: 'succeeded',
      route: { intent: 'question', agents: ['monitoring-expert'] },
    });
  });

  test('that says nothing to do is asked back, routed again with the answer, and done', async () => {
    const { body: waiting } = await ada.ask('staging');
    expect(waiting).toMatchObject({ status: 'waiting', route: { mode: 'clarify', agents: [] } });
    expect(waiting.question.text).toMatch(/network/);

    const asked = await ada.post(`/v1/requests/${waiting.requestId}/messages`, { text: 'How far is it?' });
    expect(asked).toMatchObject({
      status: 200,
      body: { status: 'waiting', question: waiting.question, statusCheck: { question: waiting.question } },
    });

    const answered = await ada.post(`/v1/requests/${waiting.requestId}/messages`, {
      text: 'Rotate the API token that the backup job uses',
    });
    expect(answered.status).toBe(202);
    const { body: request } = await ada.get(`/v1/requests/${waiting.requestId}?wait=25`);
    expect(request).toMatchObject({ status: 'succeeded', route: { mode: 'single', agents: ['security-expert'] } });
    expect(request.question).toBeUndefined();
    const { body } = await ada.get(`/v1/sessions/${waiting.sessionId}/messages`);
    const answers = body.messages.filter(({ answerTo }: { answerTo?: string }) => answerTo !== undefined);
    expect(answers).toMatchObject([{ author: 'ada', answerTo: waiting.question.questionId }]);
  });

  test('that is none is told what one can ask, and waits for it', async () => {
    for (const text of ['What can you do?', 'Order a new office chair']) {
      const { body: waiting } = await ada.ask(text);
      expect(waiting).toMatchObject({ status: 'waiting', route: { mode: 'clarify' } });
      expect(waiting.question.text).toContain('Three things one can ask:');
    }
  });

  test('is asked how it stands by anybody of its tenant, at any time, by path or in its conversation', async () => {
    const { body: submitted } = await ada.post('/v1/requests', { text: 'Create a jail for nginx' });
    const path = `/v1/requests/${submitted.requestId}`;
    expect((await ada.post(`${path}/status-check`, {})).body).toMatchObject({
      requestId: submitted.requestId,
      followUps: [],
    });
    await ada.get(`${path}?wait=25`);
    const asked = await ada.post(`${path}/messages`, { text: 'How far is it?' });
    expect(asked).toMatchObject({
      status: 200,
      body: { statusCheck: { status: 'succeeded', settled: 2, tasks: 2, atWork: [] } },
    });
    const { body } = await ada.get(`/v1/sessions/${submitted.sessionId}/messages`);
    expect(body.messages.slice(-2)).toMatchObject([
      { role: 'user', text: 'How far is it?' },
      { role: 'assistant', text: asked.body.statusCheck.text },
    ]);
    const eve = await baton.as('eve', 'globex');
    expect((await eve.post(`${path}/status-check`, {})).status).toBe(404);
    expect((await ada.post(`${path}/messages`, { text: 'Rack 4' })).status).toBe(409);
  });

  test('is asked back three times at most', async () => {
    let { body: request } = await ada.ask('hm');
    for (const text of ['well', 'you know', 'the thing']) {
      expect(request.status).toBe('waiting');
      await ada.post(`/v1/requests/${request.requestId}/messages`, { text });
      ({ body: request } = await ada.get(`/v1/requests/${request.requestId}?wait=25`));
    }
    expect(request).toMatchObject({ status: 'succeeded', route: { mode: 'escalate' } });
    expect(request.reply).toContain('The infrastructure architect has finished its work on');
  });

  test('that needs several experts goes from one to the next, and ends in a report', async () => {
    const { body: request } = await ada.ask('Create a VM for the mail archive and then add it to the nightly backup');
    expect(request).toMatchObject({ status: 'succeeded', route: { mode: 'sequential' } });
    expect(request.reply).toContain('All 2 tasks completed');
    expect(request.reply).toContain('compute-expert (t1) → storage-expert (t2): ✅');
    expect(request.reply).toContain('### Summary\nAll 2 tasks are completed.');
    expect(request.reply).toContain('Reviewed by validator: accepted');

    const { body } = await ada.get(`/v1/requests/${request.requestId}/tasks`);
    const [first, second, ...own] = body.tasks;
    expect(first).toMatchObject({ agentId: 'compute-expert', status: 'completed', completionSeq: 1 });
    expect(second).toMatchObject({
      agentId: 'storage-expert',
      status: 'completed',
      completionSeq: 2,
      dependsOn: ['t1'],
    });
    expect(second.startedAt >= first.endedAt).toBe(true);
    expect(own).toMatchObject([
      { taskId: 'combine', agentId: 'aggregator', status: 'completed', compensation: { withdraw: true } },
      { taskId: 'combine-review-0', agentId: 'validator', status: 'completed', result: { facts: { accepted: true } } },
    ]);
    const report = await ada.get(own[0].links.deliverables[0]);
    expect(report.body).toMatchObject({ kind: 'report', agentId: 'aggregator' });
    expect(report.body.content).toContain(first.links.deliverables[0]);
    expect(request.reply).toContain(own[0].links.deliverables[0]);
    expect(JSON.stringify(body)).not.toContain('awaitToken');
    const made = await ada.get(second.links.deliverables[0]);
    expect(made.body.content).toContain('Builds on');
  });

  test('that hangs together across fields is planned by the architect, done by the plan, and reported on', async () => {
    const text =
      'Lock down the firewall across all VLANs, rotate all credentials, encrypt the backups and monitor everything throughout';
    const { body: request } = await ada.ask(text);
    expect(request).toMatchObject({
      status: 'succeeded',
      route: {
        mode: 'escalate',
        agents: ['infrastructure-architect'],
        domains: expect.arrayContaining(['network', 'security', 'storage', 'monitoring']),
      },
    });

    const { body } = await ada.get(`/v1/requests/${request.requestId}/tasks`);
    const [planning, ...others] = body.tasks;
    const tasks = others.filter((task: { taskId: string }) => !task.taskId.startsWith('combine'));
    expect(planning).toMatchObject({ taskId: 'plan', agentId: 'infrastructure-architect', status: 'completed' });
    expect(planning.result.plan.tasks).toHaveLength(4);
    const byAgent = Object.fromEntries(tasks.map((task: { agentId: string }) => [task.agentId, task]));
    expect(Object.keys(byAgent).sort()).toEqual([
      'monitoring-expert',
      'network-expert',
      'security-expert',
      'storage-expert',
    ]);
    for (const task of tasks) {
      expect(task).toMatchObject({ status: 'completed', request: text, compensation: { withdraw: true } });
    }
    const { 'network-expert': network, 'storage-expert': storage, 'security-expert': security } = byAgent;
    expect([network.dependsOn, storage.dependsOn]).toEqual([['plan'], ['plan']]);
    expect(security.dependsOn).toEqual([network.taskId, storage.taskId]);
    expect(byAgent['monitoring-expert']).toMatchObject({ dependsOn: [security.taskId], completionSeq: 5 });

    expect(request.reply).toContain('1. **infrastructure-architect**');
    expect(request.reply).toContain('All 4 tasks completed');
    expect(request.reply).toContain('infrastructure-architect (plan) → network-expert');
    expect(request.reply).toContain(planning.links.deliverables[0]);
    expect(request.reply).toContain('Nothing has been changed yet');
    expect((await ada.get(network.links.deliverables[0])).body.content).toContain('- infrastructure-architect:');
  });

  test('that wants a decision and no work is answered with the architect’s own document', async () => {
    const { body: request } = await ada.ask('Draw up a three-year roadmap for the platform');
    expect(request).toMatchObject({ status: 'succeeded', route: { mode: 'escalate', domains: [] } });
    expect(request.reply).toContain('The infrastructure architect has finished its work on');
    expect(request.reply).toContain('Nothing has been changed yet');
    const { body } = await ada.get(`/v1/requests/${request.requestId}/tasks`);
    expect(body.tasks).toMatchObject([{ taskId: 'plan', status: 'completed', result: { plan: { tasks: [] } } }]);
    expect((await ada.get(body.tasks[0].links.deliverables[0])).body).toMatchObject({ kind: 'runbook' });
  });

  test('is a turn of its conversation, in order, and the next one can go on in it', async () => {
    const { body: first } = await ada.ask('Create a jail for nginx');
    const { body: second } = await ada.post('/v1/requests', {
      text: 'Give that jail 2 GB of memory',
      sessionId: first.sessionId,
    });
    await ada.get(`/v1/requests/${second.requestId}?wait=25`);

    const { body } = await ada.get(`/v1/sessions/${first.sessionId}/messages`);
    expect(body.messages.map((message: { seq: number; role: string }) => [message.seq, message.role])).toEqual([
      [1, 'user'],
      [2, 'assistant'],
      [3, 'assistant'],
      [4, 'user'],
      [5, 'assistant'],
      [6, 'assistant'],
    ]);
    expect(body.messages[1].text).toContain('This is a compute set-up: it goes to the compute expert.');
    const { body: page } = await ada.get(`/v1/sessions/${first.sessionId}/messages?cursor=3&limit=1`);
    expect(page.messages).toMatchObject([{ seq: 4, text: 'Give that jail 2 GB of memory' }]);
    expect(page.cursor).toBe(4);
  });

  test('is listed newest first, by page and by status', async () => {
    const grace = await baton.as('grace', 'lists');
    const ids: string[] = [];
    for (const text of ['Create a jail for nginx', 'staging', 'Open port 443 on the firewall']) {
      ids.unshift((await grace.ask(text)).body.requestId);
    }
    const { body: all } = await grace.get('/v1/requests');
    expect(all.requests.map((one: { requestId: string }) => one.requestId)).toEqual(ids);

    const { body: first } = await grace.get('/v1/requests?limit=2');
    const { body: rest } = await grace.get(`/v1/requests?limit=2&cursor=${first.cursor}`);
    expect([...first.requests, ...rest.requests].map((one) => one.requestId)).toEqual(ids);
    expect(rest.cursor).toBeUndefined();

    const { body: waiting } = await grace.get('/v1/requests?status=waiting');
    expect(waiting.requests).toMatchObject([{ requestId: ids[1], status: 'waiting' }]);
  });
});
