import { type Context, Hono } from 'hono';
import type { LambdaContext, LambdaEvent } from 'hono/aws-lambda';
import type { Registry } from '../core/agent/registry.ts';
import { type ApiRoute, type ApiRouteName, apiRoutes } from '../core/api/routes.ts';
import { BatonError, messageOf } from '../core/errors.ts';
import type { AnswerPorts } from '../core/request/answer.ts';
import type { RequestLister } from '../core/request/ports.ts';
import type { Caller } from '../core/request/request.ts';
import type { SubmitPorts } from '../core/request/submit.ts';
import type { MessageReader } from '../core/session/session.ts';
import type { DeliverableReader, TaskLister } from '../core/task/ports.ts';
import { agentRoutes } from './agents.ts';
import { callerOf, type Claims } from './caller.ts';
import { problem } from './problem.ts';
import { requestRoutes } from './requests.ts';
import { sessionRoutes } from './sessions.ts';

/** What the API works with. */
export interface ApiPorts {
  readonly submit: SubmitPorts;
  readonly answer: AnswerPorts;
  readonly requests: AnswerPorts['requests'] & RequestLister;
  readonly tasks: TaskLister;
  readonly deliverables: DeliverableReader;
  readonly sessions: SubmitPorts['sessions'];
  readonly messages: MessageReader;
  readonly registry: Registry;
  /** Whether the tables answer. */
  readonly checkStore: () => Promise<boolean>;
  readonly tenantClaim: string;
  /** Resolves after that many milliseconds. */
  readonly pause: (ms: number) => Promise<void>;
  readonly log: {
    info(message: string, about: Record<string, unknown>): void;
    error(message: string, about: Record<string, unknown>): void;
  };
}

export type Bindings = { Bindings: { event: LambdaEvent; lambdaContext: LambdaContext } };
export type ApiContext = Context<Bindings>;

/** Answers one route. `caller` is who the verified token says. */
export type RouteHandler = (context: ApiContext, caller: Caller) => Promise<Response> | Response;

/** The API: every route of the public surface, its caller from the token, its errors as problem documents. */
export function createApp(ports: ApiPorts): Hono<Bindings> {
  const handlers: Record<Exclude<ApiRouteName, 'health'>, RouteHandler> = {
    ...requestRoutes(ports),
    ...sessionRoutes(ports),
    ...agentRoutes(ports),
  };
  const app = new Hono<Bindings>();
  app.onError((error, context) => {
    const requestId = gatewayRequestId(context);
    const about = { requestId, method: context.req.method, path: context.req.path, error: messageOf(error) };
    const response = problem(context, error, requestId);
    if (response.status >= 500) ports.log.error('failed', { ...about, stack: error.stack });
    else ports.log.info('refused', { ...about, name: error.name });
    return response;
  });
  app.notFound((context) => {
    const error = new BatonError('NotFound', `there is no ${context.req.method} ${context.req.path}`);
    return problem(context, error, gatewayRequestId(context));
  });
  for (const [name, route] of Object.entries<ApiRoute>(apiRoutes)) {
    const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
    if (name === 'health') {
      app.on(route.method, path, async (context) => {
        const database = (await ports.checkStore()) ? 'HEALTHY' : 'UNAVAILABLE';
        const agents = ports.registry.list().length > 0 ? 'HEALTHY' : 'UNAVAILABLE';
        const overall = database === 'HEALTHY' && agents === 'HEALTHY' ? 'HEALTHY' : 'DEGRADED';
        return context.json({ status: overall, components: { database, agents } }, overall === 'HEALTHY' ? 200 : 503);
      });
      continue;
    }
    const handle = handlers[name as Exclude<ApiRouteName, 'health'>];
    app.on(route.method, path, (context) => handle(context, callerOf(claimsOf(context), ports.tenantClaim)));
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
