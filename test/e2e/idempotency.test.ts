import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runBaton, type RunningBaton, type User } from '../support/running.ts';

describe('the Idempotency-Key', () => {
  let baton: RunningBaton;
  let ada: User;
  const body = { text: 'Create a jail for nginx' };

  beforeAll(async () => {
    baton = await runBaton();
    ada = await baton.as('ada');
  });
  afterAll(() => baton.runtime.close());

  const executions = (requestId: string) => {
    const { engine } = baton.runtime;
    const stateMachineArn =
      engine.listStateMachines().find(({ name }) => name.endsWith('coordinate-request'))?.arn ?? '';
    return engine
      .listExecutions({ stateMachineArn, maxResults: 1000 })
      .items.filter(({ name }) => name.startsWith(requestId));
  };

  test('sent fifty times at once makes one request, one execution, one message', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => ada.post('/v1/requests', body, { 'idempotency-key': 'fifty' })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    const ids = new Set(answers.map((answer) => answer.body.requestId));
    expect(ids.size).toBe(1);
    const [requestId = ''] = ids;
    expect(executions(requestId)).toHaveLength(1);
    expect(answers.filter(({ headers }) => headers.get('idempotent-replay') === null)).toHaveLength(1);

    const { body: request } = await ada.get(`/v1/requests/${requestId}?wait=25`);
    const { body: session } = await ada.get(`/v1/sessions/${request.sessionId}/messages`);
    expect(session.messages.map(({ role }: { role: string }) => role)).toEqual(['user', 'assistant', 'assistant']);
    expect((await ada.get('/v1/sessions')).body.sessions).toHaveLength(1);
  });

  test('sent again when all is done answers the same request', async () => {
    const first = await ada.post('/v1/requests', body, { 'idempotency-key': 'later' });
    await ada.get(`/v1/requests/${first.body.requestId}?wait=25`);
    const again = await ada.post('/v1/requests', body, { 'idempotency-key': 'later' });
    expect(again).toMatchObject({ status: 202, body: { requestId: first.body.requestId, status: 'succeeded' } });
    expect(again.headers.get('idempotent-replay')).toBe('true');
    expect(executions(first.body.requestId)).toHaveLength(1);
  });

  test('with another body is refused', async () => {
    await ada.post('/v1/requests', body, { 'idempotency-key': 'reused' });
    const other = await ada.post('/v1/requests', { text: 'Delete a jail' }, { 'idempotency-key': 'reused' });
    expect(other).toMatchObject({ status: 422, body: { type: 'urn:baton:problem:IdempotencyKeyReused' } });
  });

  test('of another tenant or user is another key', async () => {
    const headers = { 'idempotency-key': 'shared' };
    const answers = await Promise.all([
      ada.post('/v1/requests', body, headers),
      (await baton.as('grace')).post('/v1/requests', body, headers),
      (await baton.as('ada', 'other')).post('/v1/requests', body, headers),
    ]);
    expect(new Set(answers.map((answer) => answer.body.requestId)).size).toBe(3);
  });

  test('that is no key is refused by name', async () => {
    const { status, body: problem } = await ada.post('/v1/requests', body, { 'idempotency-key': 'a b' });
    expect(status).toBe(400);
    expect(problem.detail).toContain('Idempotency-Key');
  });
});
