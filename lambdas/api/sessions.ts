import * as z from 'zod';
import { isoTime } from '../core/clock.ts';
import { BatonError } from '../core/errors.ts';
import { idSchema, requireId } from '../core/ids.ts';
import type { Caller } from '../core/request/request.ts';
import type { Session } from '../core/session/session.ts';
import type { ApiContext, ApiPorts, RouteHandler } from './ports.ts';
import { parseShape, readBody } from './body.ts';
import { sessionView } from './views.ts';

const newSessionSchema = z.strictObject({ title: z.string().min(1).max(80).default('New conversation') });
const limitSchema = z.coerce.number().int().min(1).max(100).default(20);
const listQuerySchema = z.object({ cursor: idSchema.optional(), limit: limitSchema });
const messagesQuerySchema = z.object({ cursor: z.coerce.number().int().min(0).default(0), limit: limitSchema });

/** Conversations: each user has their own. */
export function sessionRoutes(ports: ApiPorts) {
  return {
    async createSession(context, caller) {
      const { title } = await readBody(context, newSessionSchema);
      const now = isoTime(ports.submit.clock());
      const sessionId = ports.submit.newId();
      const session = await ports.sessions.create({ ...caller, sessionId, title, createdAt: now });
      context.header('location', `/v1/sessions/${sessionId}`);
      return context.json(sessionView(session), 201);
    },

    async listSessions(context, { tenantId, userId }) {
      const { cursor, limit } = parseShape(listQuerySchema, context.req.query(), 'query');
      const sessions = await ports.sessions.list({ tenantId, userId, before: cursor, limit: limit + 1 });
      const page = sessions.slice(0, limit);
      const next = sessions.length > limit ? page.at(-1)?.sessionId : undefined;
      return context.json({ sessions: page.map(sessionView), ...(next === undefined ? {} : { cursor: next }) });
    },

    async getSession(context, caller) {
      return context.json(sessionView(await requireSession(ports, context, caller)));
    },

    async deleteSession(context, caller) {
      await ports.sessions.remove(await requireSession(ports, context, caller));
      return context.body(null, 204);
    },

    async listMessages(context, caller) {
      const session = await requireSession(ports, context, caller);
      const { cursor, limit } = parseShape(messagesQuerySchema, context.req.query(), 'query');
      const messages = await ports.messages.page(session, { after: cursor, limit: limit + 1 });
      const page = messages.slice(0, limit);
      const next = messages.length > limit ? page.at(-1)?.seq : undefined;
      return context.json({ messages: page, ...(next === undefined ? {} : { cursor: next }) });
    },
  } satisfies Record<string, RouteHandler>;
}

async function requireSession(ports: ApiPorts, context: ApiContext, caller: Caller): Promise<Session> {
  const sessionId = requireId('session id', context.req.param('id') ?? '');
  const session = await ports.sessions.read({ tenantId: caller.tenantId, sessionId });
  if (session === undefined || session.userId !== caller.userId || session.deletedAt !== undefined) {
    throw new BatonError('NotFound', `session ${sessionId} does not exist`);
  }
  return session;
}
