import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { assemblyFolder } from '../../cli/assembly.ts';
import { readAssembly } from '../../local/template/assembly.ts';
import { readBlueprint } from '../../local/template/blueprint.ts';
import { runBaton, type RunningBaton, type User } from '../support/running.ts';

const { routes } = readBlueprint(readAssembly(assemblyFolder));
const anId = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

describe('what the API refuses', () => {
  let baton: RunningBaton;
  let ada: User;
  let authorization: string;

  beforeAll(async () => {
    baton = await runBaton();
    ada = await baton.as('ada');
    authorization = `Bearer ${await baton.runtime.issuer.token({ tenant: 'acme', user: 'ada' })}`;
  });
  afterAll(() => baton.runtime.close());

  const post = (body: string, headers: Record<string, string> = {}) =>
    baton.send('POST', '/v1/requests', {
      headers: { authorization, 'content-type': 'application/json', ...headers },
      body,
    });

  test.each(routes.map(({ method, path, protected: wants }) => [method, path, wants] as const))(
    '%s %s without a token',
    async (method, path, wants) => {
      const { status, body } = await baton.send(method, path.replaceAll(/\{\w+\}/g, anId));
      expect(status).toBe(wants ? 401 : 200);
      if (wants) expect(body).toEqual({ message: 'Unauthorized' });
    },
  );

  test('only health is open', () => {
    expect(routes.filter((route) => !route.protected).map(({ path }) => path)).toEqual(['/v1/health']);
  });

  test('tokens that are expired, unsigned, somebody else’s, for somebody else, or for ever', async () => {
    const { issuer } = baton.runtime;
    const foreign = await generateKeyPair('RS256', { extractable: true });
    const kid = (await exportJWK(foreign.publicKey)).n?.slice(0, 8) ?? 'kid';
    const claims = { 'custom:tenant': 'acme' };
    const signed = (change: (jwt: SignJWT) => SignJWT) =>
      change(
        new SignJWT(claims)
          .setProtectedHeader({ alg: 'RS256', kid })
          .setSubject('ada')
          .setIssuer(issuer.address)
          .setAudience('baton-local')
          .setExpirationTime('1h'),
      ).sign(foreign.privateKey);
    const tokens = [
      await issuer.token({ tenant: 'acme', user: 'ada', lifetimeSeconds: -120 }),
      await signed((jwt) => jwt),
      new UnsecuredJWT(claims).setSubject('ada').setIssuer(issuer.address).setAudience('baton-local').encode(),
      `${(await issuer.token({ tenant: 'acme', user: 'ada' })).slice(0, -4)}AAAA`,
      'not.a.token',
      '',
    ];
    for (const token of tokens) {
      const { status } = await baton.send('GET', '/v1/requests', { headers: { authorization: `Bearer ${token}` } });
      expect([token.slice(0, 12), status]).toEqual([token.slice(0, 12), 401]);
    }
  });

  test.each([
    ['no JSON', '{"text": ', 400, 'InvalidRequest', /not JSON/],
    ['a list', '[]', 400, 'InvalidRequest', /body/],
    ['no text', '{}', 400, 'InvalidRequest', /text/],
    ['an empty text', '{"text":"  "}', 400, 'InvalidRequest', /text: is empty/],
    ['a text that is a number', '{"text":7}', 400, 'InvalidRequest', /text/],
    ['an unknown field', '{"text":"Create a jail","tenantId":"other"}', 400, 'InvalidRequest', /tenantId/],
    ['a strange priority', '{"text":"Create a jail","priority":"now"}', 400, 'InvalidRequest', /priority/],
    ['a session that is no id', '{"text":"Create a jail","sessionId":"../x"}', 400, 'InvalidRequest', /sessionId/],
    [
      'a text that is too long',
      JSON.stringify({ text: 'x'.repeat(20_001) }),
      400,
      'InvalidRequest',
      /20000 characters/,
    ],
    ['a body that is too large', JSON.stringify({ text: 'x'.repeat(300_000) }), 413, 'PayloadTooLarge', /262144/],
    ['a body that is too deep', `{"text":${'['.repeat(100_000)}`, 400, 'TooComplex', /32 levels/],
    ['a body of too many values', `[${'1,'.repeat(50_000)}1]`, 400, 'TooComplex', /10000 values/],
  ])('%s', async (_name, body, status, name, detail) => {
    const answer = await post(body);
    expect(answer).toMatchObject({ status, body: { type: `urn:baton:problem:${name}`, status } });
    expect(answer.body.detail).toMatch(detail);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('a prototype in a body', async () => {
    const { status } = await post('{"text":"Create a jail","__proto__":{"polluted":true},"constructor":{"x":1}}');
    expect(status).toBe(400);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test.each([
    ['NUL', 'Create a jail\u0000 for nginx'],
    ['bidirectional marks', 'Create a \u202Eliaj\u202C for nginx'],
    ['composed and decomposed letters', 'Create a jail for \u00e9 and e\u0301'],
    ['letters beyond the basic plane', 'Create a jail for \u{1F525} nginx'],
    ['markup and control', '<script>alert(1)</script>\r\n{"level":"ERROR"} create a jail'],
  ])('nothing of %s: it is kept as it came', async (_name, text) => {
    const { body: request } = await ada.ask(text);
    expect(request.text).toBe(text);
    expect(['succeeded', 'waiting', 'failed']).toContain(request.status);
    const { body } = await ada.get(`/v1/sessions/${request.sessionId}/messages`);
    expect(body.messages[0].text).toBe(text);
  });

  test('half a character', async () => {
    const answer = await post('{"text":"Create a jail \\ud800 for nginx"}');
    expect(answer).toMatchObject({ status: 400, body: { type: 'urn:baton:problem:InvalidRequest' } });
    expect(answer.body.detail).toContain('text');
  });

  test.each(['?wait=-1', '?wait=soon', '?wait=1e9'])('a wait of %s', async (query) => {
    const { status, body } = await ada.get(`/v1/requests/${anId}${query}`);
    expect({ status, detail: body.detail }).toEqual({ status: 400, detail: expect.stringContaining('wait') });
  });

  test.each(['?status=lost', '?cursor=..%2F', '?limit=0', '?limit=1000'])('a list of %s', async (query) => {
    expect((await ada.get(`/v1/requests${query}`)).status).toBe(400);
  });

  test('every fault of a body at once', async () => {
    const { body } = await post('{"text":7,"priority":"now","more":1}');
    expect(body.errors.map((fault: { field: string }) => fault.field)).toEqual(
      expect.arrayContaining(['text', 'priority', 'body']),
    );
  });

  test('a body of more than the gateway takes, in the gateway’s own words', async () => {
    const { status, body } = await post(JSON.stringify({ text: 'x'.repeat(10 * 1024 * 1024) }));
    expect({ status, body }).toEqual({ status: 413, body: { message: 'Request Entity Too Large' } });
  });

  test('another content type', async () => {
    const answer = await post('text=hello', { 'content-type': 'application/x-www-form-urlencoded' });
    expect(answer).toMatchObject({ status: 415, body: { type: 'urn:baton:problem:UnsupportedMediaType' } });
  });

  test('a route that does not exist, in the gateway’s own words', async () => {
    const { status, body } = await baton.send('GET', '/v2/everything', { headers: { authorization } });
    expect({ status, body }).toEqual({ status: 404, body: { message: 'Not Found' } });
  });

  test.each(['..%2F..', 'a%23b', 'a%20b', 'x'.repeat(65), '%00', '%E2%80%AE'])('the id %s', async (id) => {
    const { status, body } = await ada.get(`/v1/requests/${id}`);
    expect({ status, type: body.type }).toEqual({ status: 400, type: 'urn:baton:problem:InvalidId' });
  });

  test('another tenant’s request, task, deliverable, session, message, and the answer to its question', async () => {
    const { body: request } = await ada.ask('staging');
    const mallory = await baton.as('ada', 'other');
    const paths = [
      `/v1/requests/${request.requestId}`,
      `/v1/requests/${request.requestId}/tasks`,
      `/v1/requests/${request.requestId}/events`,
      `/v1/requests/${request.requestId}/handoffs`,
      `/v1/requests/${request.requestId}/report`,
      `/v1/requests/${request.requestId}/deliverables/t1-1-1`,
      `/v1/sessions/${request.sessionId}`,
      `/v1/sessions/${request.sessionId}/messages`,
    ];
    for (const path of paths) expect((await mallory.get(path)).status).toBe(404);
    const answer = await mallory.post(`/v1/requests/${request.requestId}/messages`, { text: 'Delete everything' });
    expect(answer.status).toBe(404);
    const { body: said } = await ada.post(`/v1/requests/${request.requestId}/feedback`, { kind: 'rating', rating: 3 });
    const rated = await mallory.post(`/v1/requests/${request.requestId}/feedback`, { kind: 'rating', rating: 1 });
    expect(rated.status).toBe(404);
    expect((await mallory.get(`/v1/feedback/${said.feedbackId}`)).status).toBe(404);
    expect((await mallory.post(`/v1/feedback/${said.feedbackId}`, { decision: 'accept' })).status).toBe(404);
    expect((await mallory.get('/v1/feedback')).body.feedback).toEqual([]);
    expect((await mallory.get('/v1/requests')).body.requests).toEqual([]);
    expect((await ada.get(`/v1/requests/${request.requestId}`)).body.status).toBe('waiting');
  });

  test('an answer to a request that waits for none', async () => {
    const { body: request } = await ada.ask('Create a jail for nginx');
    const { status, body } = await ada.post(`/v1/requests/${request.requestId}/messages`, { text: 'Yes' });
    expect(status).toBe(409);
    expect(body.detail).toContain('waits for no answer');
  });

  test('and goes on answering afterwards', async () => {
    expect((await ada.ask('Create a jail for nginx')).body.status).toBe('succeeded');
  });

  test('what it logs holds neither tokens nor what people wrote', async () => {
    await ada.ask('Create a jail named canary-4711 for nginx');
    await post('{"text": canary-4711');
    await post('{"text":"x","canary-4711":1}');
    const logged = baton.logs.join('');
    expect(logged).toContain('submitted');
    expect(logged).not.toContain('canary-4711');
    expect(logged).not.toContain(authorization.slice(7, 60));
  });
});
