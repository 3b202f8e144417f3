import { describe, expect, test } from '@jest/globals';
import { useBaton } from '../support/running.ts';

describe('conversations, agents and health', () => {
  const { baton, ada } = useBaton();

  test('a conversation is created, listed, read and deleted', async () => {
    const { status, body: session, headers } = await ada.post('/v1/sessions', { title: 'Rack move' });
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/v1/sessions/${session.sessionId}`);
    expect((await ada.get('/v1/sessions')).body.sessions).toMatchObject([
      { sessionId: session.sessionId, title: 'Rack move' },
    ]);

    expect((await ada.delete(`/v1/sessions/${session.sessionId}`)).status).toBe(204);
    expect((await ada.get(`/v1/sessions/${session.sessionId}`)).status).toBe(404);
    expect((await ada.get('/v1/sessions')).body.sessions).toEqual([]);
    const gone = await ada.post('/v1/requests', { text: 'Create a jail', sessionId: session.sessionId });
    expect(gone.status).toBe(404);
  });

  test('a conversation is its user’s own', async () => {
    const { body: session } = await ada.post('/v1/sessions', {});
    const grace = await baton.as('grace');
    expect((await grace.get(`/v1/sessions/${session.sessionId}`)).status).toBe(404);
    expect((await grace.post('/v1/requests', { text: 'Create a jail', sessionId: session.sessionId })).status).toBe(
      404,
    );
  });

  test('agents are listed without their prompts', async () => {
    const { body } = await ada.get('/v1/agents');
    const ids = body.agents.map((agent: { id: string }) => agent.id);
    expect(ids).toEqual(expect.arrayContaining(['compute-expert', 'infrastructure-architect', 'validator']));
    expect(JSON.stringify(body)).not.toContain('prompt');
    expect((await ada.get('/v1/agents/network-expert')).body).toMatchObject({
      id: 'network-expert',
      team: 'infrastructure',
    });
    expect((await ada.get('/v1/agents/nobody')).status).toBe(404);
  });

  test('health is open and tells about nobody', async () => {
    const { status, body } = await baton.send('GET', '/v1/health');
    expect(status).toBe(200);
    expect(body).toEqual({ status: 'HEALTHY', components: { database: 'HEALTHY', agents: 'HEALTHY' } });
  });

  test('the issuer publishes its key where verifiers look for it', async () => {
    const { body: discovery } = await baton.send('GET', '/.well-known/openid-configuration');
    const { body: keys } = await baton.send('GET', new URL(discovery.jwks_uri).pathname);
    expect(discovery.issuer).toBe(baton.runtime.issuer.address);
    expect(keys.keys).toMatchObject([{ kty: 'RSA', alg: 'RS256', use: 'sig' }]);
    expect(keys.keys[0]).not.toHaveProperty('d');
  });
});
