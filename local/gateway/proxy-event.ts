import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import { localAccount } from '../template/intrinsics.ts';
import type { RouteBlueprint } from '../template/blueprint.ts';

const textual = /^(text\/|application\/(json|.*\+json|xml|javascript|x-www-form-urlencoded))/i;

/**
 * A request as an HTTP API hands it to a function, payload format 2.0
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).
 *
 * @param claims of the verified token; undefined on an open route
 */
export async function proxyEvent(
  context: Context,
  route: RouteBlueprint,
  claims: Record<string, unknown> | undefined,
): Promise<Record<string, unknown>> {
  const url = new URL(context.req.url);
  const { cookie, ...headers } = context.req.header();
  const body = Buffer.from(await context.req.arrayBuffer());
  const isBase64Encoded = body.length > 0 && !textual.test(headers['content-type'] ?? '');
  const routeKey = `${route.method} ${route.path}`;
  const now = new Date();
  const query = [...new Set(url.searchParams.keys())].map((name) => [name, url.searchParams.getAll(name).join(',')]);
  const parameters = context.req.param();
  return {
    version: '2.0',
    routeKey,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*/) }),
    ...(query.length === 0 ? {} : { queryStringParameters: Object.fromEntries(query) }),
    ...(Object.keys(parameters).length === 0 ? {} : { pathParameters: parameters }),
    requestContext: {
      accountId: localAccount,
      apiId: 'local',
      domainName: url.host,
      domainPrefix: 'local',
      http: {
        method: context.req.method,
        path: url.pathname,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: now.toISOString(),
      timeEpoch: now.getTime(),
      ...(claims === undefined ? {} : { authorizer: { jwt: { claims: asStrings(claims), scopes: null } } }),
    },
    ...(body.length === 0 ? {} : { body: isBase64Encoded ? body.toString('base64') : body.toString() }),
    isBase64Encoded,
  };
}

/** The gateway passes every claim as text; a list becomes `[a b]`. */
function asStrings(claims: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name,
      Array.isArray(value) ? `[${value.join(' ')}]` : typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

/** What a function answers the gateway. */
interface ProxyAnswer {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

/** A function's answer as an HTTP response; undefined when it is none. */
export function proxyResponse(payload: string): Response | undefined {
  const answer: unknown = JSON.parse(payload);
  if (typeof answer !== 'object' || answer === null) return undefined;
  const { statusCode = 200, headers = {}, cookies = [], body, isBase64Encoded = false } = answer as ProxyAnswer;
  const response = new Headers(Object.entries(headers));
  for (const cookie of cookies) response.append('set-cookie', cookie);
  const empty = statusCode === 204 || statusCode === 304 || body === undefined;
  const content = isBase64Encoded ? Buffer.from(body ?? '', 'base64') : (body ?? '');
  return new Response(empty ? null : content, { status: statusCode, headers: response });
}
