import { Hono } from 'hono';
import { type ApiRoute, type ApiRouteName, apiRoutes } from '../core/api/routes.ts';
import { BatonError, messageOf } from '../core/errors.ts';
import { agentRoutes } from './agents.ts';
import { callerOf, type Claims } from './caller.ts';
import { feedbackRoutes } from './feedback.ts';
import { healthRoute } from './health.ts';
import { historyRoutes } from './history.ts';
import { metricsRoutes } from './metrics.ts';
import type { ApiContext, ApiPorts, Bindings, RouteHandler } from './ports.ts';
import { problem } from './problem.ts';
import { requestRoutes } from './requests.ts';
import { sessionRoutes } from './sessions.ts';
import { workflowRoutes } from './workflows.ts';

type ClosedRoute = Exclude<ApiRouteName, 'health'>;

/** The API: every route of the public surface, its caller from the token, its errors as problem documents. */
export function createApp(ports: ApiPorts): Hono<Bindings> {
  const health = healthRoute(ports);
  const handlers: Record<ClosedRoute, RouteHandler> = {
    ...requestRoutes(ports),
    ...historyRoutes(ports),
    ...feedbackRoutes(ports),
    ...sessionRoutes(ports),
    ...agentRoutes(ports),
    ...workflowRoutes(ports),
    ...metricsRoutes(ports),
  };
  const app = new Hono<Bindings>();
  app.onError((error, context) => {
    const requestId = gatewayRequestId(context);
    const about = { requestId, method: context.req.method, path: context.req.path, name: error.name };
    const response = problem(context, error, requestId);
    // Why something was refused may quote what was sent: only the client reads that.
    if (response.status < 500) ports.log.info('refused', about);
    else ports.log.error('failed', { ...about, error: messageOf(error), stack: error.stack });
    return response;
  });
  app.notFound((context) => {
    const error = new BatonError('NotFound', `there is no ${context.req.method} ${context.req.path}`);
    return problem(context, error, gatewayRequestId(context));
  });
  for (const [name, route] of Object.entries<ApiRoute>(apiRoutes)) {
    const handle = name === 'health' ? undefined : handlers[name as ClosedRoute];
    app.on(route.method, route.path.replaceAll(/\{(\w+)\}/g, ':$1'), (context) =>
      handle === undefined ? health(context) : handle(context, callerOf(claimsOf(context), ports.tenantClaim)),
    );
  }
  return app;
}

function gatewayRequestId(context: ApiContext): string {
  const requestContext: object = context.env.event.requestContext;
  return 'requestId' in requestContext ? String(requestContext.requestId) : 'unknown';
}

/** The claims that the gateway's authorizer verified; a route without one has none. */
function claimsOf(context: ApiContext): Claims {
  const requestContext = context.env.event.requestContext as { authorizer?: { jwt?: { claims?: Claims } } };
  return requestContext.authorizer?.jwt?.claims ?? {};
}
