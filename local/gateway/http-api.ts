import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { LocalLambda } from '../services/lambda.ts';
import type { RouteBlueprint } from '../template/blueprint.ts';
import type { DevelopmentIssuer } from './issuer.ts';
import { proxyEvent, proxyResponse } from './proxy-event.ts';

/** The quota of an HTTP API, bytes (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html). */
const payloadLimit = 10 * 1024 * 1024;

/** How long the gateway waits for a function, milliseconds. */
const integrationTimeout = 30_000;

/**
 * The HTTP API of a template: its routes, its authorizer, its functions. What the gateway itself refuses has the gateway's
 * body, `{"message": …}`.
 */
export function httpApi(routes: readonly RouteBlueprint[], lambda: LocalLambda, issuer: DevelopmentIssuer): Hono {
  const app = new Hono();
  const refuse = (context: Context, status: ContentfulStatusCode, message: string) => context.json({ message }, status);
  app.use(bodyLimit({ maxSize: payloadLimit, onError: (context) => refuse(context, 413, 'Request Entity Too Large') }));
  app.notFound((context) => refuse(context, 404, 'Not Found'));
  app.onError((_error, context) => refuse(context, 500, 'Internal Server Error'));

  app.get('/.well-known/openid-configuration', (context) =>
    context.json(issuer.discovery(new URL(context.req.url).origin)),
  );
  app.get('/.well-known/jwks.json', (context) => context.json(issuer.keySet));

  for (const route of routes) {
    app.on(route.method, route.path.replaceAll(/\{(\w+)\}/g, ':$1'), async (context) => {
      const claims = route.protected ? await claimsOf(context, issuer) : undefined;
      if (route.protected && claims === undefined) {
        context.header('www-authenticate', 'Bearer');
        return refuse(context, 401, 'Unauthorized');
      }
      const event = JSON.stringify(await proxyEvent(context, route, claims));
      const outcome = await inTime(lambda.invoke(route.functionArn, event));
      if (outcome === undefined) return refuse(context, 503, 'Service Unavailable');
      const response = 'payload' in outcome ? proxyResponse(outcome.payload) : undefined;
      return response ?? refuse(context, 500, 'Internal Server Error');
    });
  }
  return app;
}

async function claimsOf(context: Context, issuer: DevelopmentIssuer): Promise<Record<string, unknown> | undefined> {
  const token = context.req.header('authorization')?.replace(/^Bearer\s+/i, '');
  if (token === undefined) return undefined;
  try {
    return await issuer.verify(token);
  } catch {
    return undefined;
  }
}

async function inTime<T>(promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), integrationTimeout);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
