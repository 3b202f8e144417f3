import { beforeAll, describe, expect, test } from '@jest/globals';
import { httpApi } from '../../../local/gateway/http-api.ts';
import { DevelopmentIssuer } from '../../../local/gateway/issuer.ts';
import { AwsServiceError } from '../../../local/services/aws-json.ts';
import type { InvokeOutcome } from '../../../local/services/lambda.ts';

const open = { functionArn: 'arn:open', protected: false };
const routes = [
  { method: 'GET', path: '/v1/things', ...open },
  { method: 'POST', path: '/v1/things', ...open },
  { method: 'GET', path: '/v1/things/{id}/parts/{partId}', ...open },
  { method: 'DELETE', path: '/v1/things/{id}', functionArn: 'arn:protected', protected: true },
];
const issuer = DevelopmentIssuer.open(undefined);
const megabyte = 1024 * 1024;

/** A gateway before functions that do what they are told. */
function gateway(invoke: (functionArn: string, event: string) => Promise<InvokeOutcome>, timeout?: number) {
  return httpApi({ routes, issuer, lambda: { invoke }, ...(timeout === undefined ? {} : { timeout }) });
}

/** A gateway before functions that answer the event they got, and the function's name. */
const echo = gateway(async (functionArn, event) => ({
  payload: JSON.stringify({ statusCode: 200, body: JSON.stringify({ functionArn, event: JSON.parse(event) }) }),
}));

/** The event that a request becomes. */
async function eventOf(path: string, init: RequestInit = {}) {
  const { event } = (await (await echo.request(path, init)).json()) as { event: Record<string, unknown> };
  return event;
}

const answering = (answer: unknown) => gateway(async () => ({ payload: JSON.stringify(answer) }));
const failing = (errorType: string) =>
  gateway(async () => ({ error: { errorType, errorMessage: 'secret', trace: [] } }));

describe('routes', () => {
  test('lead to their functions, by method and path', async () => {
    expect(await (await echo.request('/v1/things')).json()).toMatchObject({
      functionArn: 'arn:open',
      event: { routeKey: 'GET /v1/things' },
    });
    expect(await eventOf('/v1/things', { method: 'POST' })).toMatchObject({ routeKey: 'POST /v1/things' });
  });

  test.each([
    ['GET', '/v1/nothing'],
    ['GET', '/v1/things/a/parts'],
    ['PUT', '/v1/things'],
    ['OPTIONS', '/v1/things'],
  ])('there are none for %s %s', async (method, path) => {
    const response = await echo.request(path, { method });
    expect([response.status, await response.json()]).toEqual([404, { message: 'Not Found' }]);
  });

  test('for GET are none for HEAD', async () => {
    let invoked = 0;
    const counting = gateway(async () => ({ payload: `{"statusCode":${200 + (invoked += 1)}}` }));
    const response = await counting.request('/v1/things', { method: 'HEAD' });
    expect([response.status, await response.text(), invoked]).toEqual([404, '', 0]);
    expect(response.headers.get('content-type')).toContain('application/json');
  });
});

describe('the authorizer', () => {
  test.each([
    ['no token', {}],
    ['what is none', { authorization: 'Bearer nonsense' }],
  ])('refuses %s', async (_, headers) => {
    const response = await echo.request('/v1/things/a', { method: 'DELETE', headers });
    expect([response.status, await response.json()]).toEqual([401, { message: 'Unauthorized' }]);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('hands on each claim as a string', async () => {
    const authorization = `Bearer ${await issuer.token({ tenant: 'acme', user: 'ada' })}`;
    const event = await eventOf('/v1/things/a', { method: 'DELETE', headers: { authorization } });
    expect(event).toMatchObject({
      pathParameters: { id: 'a' },
      requestContext: {
        authorizer: {
          jwt: {
            claims: { sub: 'ada', 'custom:tenant': 'acme', aud: 'baton-local', exp: expect.stringMatching(/^\d+$/) },
            scopes: null,
          },
        },
      },
    });
  });

  test('has nothing to say on an open route', async () => {
    const { requestContext } = await eventOf('/v1/things', { headers: { authorization: 'Bearer nonsense' } });
    expect(requestContext).not.toHaveProperty('authorizer');
  });
});

describe('an event of payload format 2.0', () => {
  let event: Record<string, unknown>;

  beforeAll(async () => {
    event = await eventOf('http://things.example/v1/things/a%20b/parts/7?limit=5&tag=x&tag=y&empty=', {
      headers: { 'User-Agent': 'curl', 'X-Trace': 't1', Cookie: 'theme=dark; lang=en' },
    });
  });

  test('says which version and route it is', () => {
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'GET /v1/things/{id}/parts/{partId}',
      rawPath: '/v1/things/a%20b/parts/7',
    });
  });

  test('has the path’s parameters decoded', () => {
    expect(event['pathParameters']).toEqual({ id: 'a b', partId: '7' });
  });

  test('has the query as it came, and by name with the values of one joined', () => {
    expect(event['rawQueryString']).toBe('limit=5&tag=x&tag=y&empty=');
    expect(event['queryStringParameters']).toEqual({ limit: '5', tag: 'x,y', empty: '' });
  });

  test('has headers under small names, and cookies apart', () => {
    expect(event['headers']).toEqual({ 'user-agent': 'curl', 'x-trace': 't1' });
    expect(event['cookies']).toEqual(['theme=dark', 'lang=en']);
  });

  test('tells of the request', () => {
    expect(event['requestContext']).toMatchObject({
      http: { method: 'GET', path: '/v1/things/a%20b/parts/7', protocol: 'HTTP/1.1', userAgent: 'curl' },
      domainName: 'things.example',
      stage: '$default',
      requestId: expect.any(String),
      timeEpoch: expect.any(Number),
    });
  });

  test('leaves out what the request has not', async () => {
    const bare = await eventOf('/v1/things');
    expect(bare).toMatchObject({ rawQueryString: '', isBase64Encoded: false });
    for (const absent of ['body', 'cookies', 'queryStringParameters', 'pathParameters']) {
      expect(bare).not.toHaveProperty(absent);
    }
  });

  test.each(['application/json', 'application/problem+json; charset=utf-8', 'text/plain'])(
    'has a body of %s as text',
    async (type) => {
      const post = { method: 'POST', headers: { 'content-type': type }, body: '{"name":"Grüße"}' };
      expect(await eventOf('/v1/things', post)).toMatchObject({ body: '{"name":"Grüße"}', isBase64Encoded: false });
    },
  );

  test('has any other body in base64', async () => {
    const body = Uint8Array.of(0, 255, 128);
    const post = { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body };
    expect(await eventOf('/v1/things', post)).toMatchObject({ body: 'AP+A', isBase64Encoded: true });
  });
});

describe('a function’s answer', () => {
  test('becomes the response: status, headers, cookies and body', async () => {
    const headers = { 'content-type': 'application/json', location: '/v1/things/7' };
    const answer = { statusCode: 202, headers, cookies: ['a=1; HttpOnly', 'b=2'], body: '{"id":7}' };
    const response = await answering(answer).request('/v1/things');
    expect([response.status, await response.text()]).toEqual([202, '{"id":7}']);
    expect(Object.fromEntries(response.headers)).toMatchObject(headers);
    expect(response.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2']);
  });

  test('may be base64, or have no body', async () => {
    const binary = await answering({ statusCode: 200, body: 'AP+A', isBase64Encoded: true }).request('/v1/things');
    expect([binary.status, ...new Uint8Array(await binary.arrayBuffer())]).toEqual([200, 0, 255, 128]);
    const none = await answering({ statusCode: 204 }).request('/v1/things');
    expect([none.status, await none.text()]).toEqual([204, '']);
  });

  test.each(['Error', 'Sandbox.Timedout', 'Function.ResponseSizeTooLarge'])(
    'that is the error %s is 500 and tells nothing',
    async (errorType) => {
      const response = await failing(errorType).request('/v1/things');
      expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }]);
    },
  );

  test('that does not come is 500 when Lambda refuses, 503 when it takes too long', async () => {
    const refused = gateway(() => Promise.reject(new AwsServiceError('ResourceNotFoundException', 'no f')));
    expect((await refused.request('/v1/things')).status).toBe(500);
    const late = await gateway(() => new Promise(() => undefined), 1).request('/v1/things');
    expect([late.status, await late.json()]).toEqual([503, { message: 'Service Unavailable' }]);
  });
});

describe('a request that is too large', () => {
  const post = (bytes: number) => ({
    method: 'POST',
    body: 'x'.repeat(bytes),
    headers: { 'content-type': 'text/plain' },
  });
  const tooLarge = [413, { message: 'Request Entity Too Large' }];

  test('for the gateway is 413, and no function is called', async () => {
    let invoked = 0;
    const counting = gateway(async () => ({ payload: `{"statusCode":${200 + (invoked += 1)}}` }));
    const response = await counting.request('/v1/things', post(10 * megabyte + 1));
    expect([response.status, await response.json()]).toEqual(tooLarge);
    expect(invoked).toBe(0);
  });

  test('for Lambda alone is 413 as well', async () => {
    const refusing = gateway(() => Promise.reject(new AwsServiceError('RequestTooLargeException', 'too large')));
    const response = await refusing.request('/v1/things', post(7 * megabyte));
    expect([response.status, await response.json()]).toEqual(tooLarge);
  });
});
