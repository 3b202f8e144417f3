import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { AwsServiceError } from '../services/aws-json.ts';
import type { InvokeOutcome, LocalLambda } from '../services/lambda.ts';
import type { RouteBlueprint } from '../template/blueprint.ts';
import type { DevelopmentIssuer } from './issuer.ts';
import { proxyEvent, proxyResponse } from './proxy-event.ts';

/** The quota of an HTTP API, bytes (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html). */
const payloadLimit = 10 * 1024 * 1024;

/** How long the gateway waits for a function, milliseconds; the most that an HTTP API can be told. */
const integrationTimeout = 30_000;

export interface HttpApiOptions {
  readonly routes: readonly RouteBlueprint[];
  readonly lambda: Pick<LocalLambda, 'invoke'>;
  readonly issuer: DevelopmentIssuer;
  /** How long a function may take, milliseconds. @default 30 seconds */
  readonly timeout?: number;
}

/**
 * The HTTP API of a template: its routes, its authorizer, its functions. What the gateway itself refuses has the gateway's
 * body, `{"message": …}`. A function that fails, also with an answer that is too large, is 500; a request that makes an event
 * too large for Lambda is 413, though the gateway itself would take it.
 */
export function httpApi({ routes, lambda, issuer, timeout = integrationTimeout }: HttpApiOptions): Hono {
  const app = new Hono();
  const refuse = (context: Context, status: ContentfulStatusCode, message: string) => context.json({ message }, status);
  const tooLarge = (context: Context) => refuse(context, 413, 'Request Entity Too Large');
  const notFound = (context: Context) => refuse(context, 404, 'Not Found');
  // An HTTP API answers HEAD on routes for HEAD only, of which there are none; left alone, it would be answered as GET is.
  app.use((context, next) => (context.req.method === 'HEAD' ? Promise.resolve(notFound(context)) : next()));
  app.use(bodyLimit({ maxSize: payloadLimit, onError: tooLarge }));
  app.notFound(notFound);
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
      const outcome = await inTime(orTooLarge(lambda.invoke(route.functionArn, event)), timeout);
      if (outcome === undefined) return refuse(context, 503, 'Service Unavailable');
      if (outcome === 'too large') return tooLarge(context);
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

/** Lambda's answer, also when it is that the event is too large for it. */
async function orTooLarge(invoked: Promise<InvokeOutcome>): Promise<InvokeOutcome | 'too large'> {
  try {
    return await invoked;
  } catch (error) {
    if (error instanceof AwsServiceError && error.name === 'RequestTooLargeException') return 'too large';
    throw error;
  }
}

async function inTime<T>(promise: Promise<T>, timeout: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeout);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
