import { isoTime } from '../../../lambdas/core/clock.ts';
import type { Session, SessionStore } from '../../../lambdas/core/session/session.ts';
import { sessionIdOf } from './keys.ts';

export const sessionsIn = (records: Map<string, Session>, clock: () => number): SessionStore => ({
  create: async (session) => {
    const kept = records.get(sessionIdOf(session)) ?? session;
    records.set(sessionIdOf(session), kept);
    return kept;
  },
  read: async (key) => records.get(sessionIdOf(key)),
  list: async ({ tenantId, userId, before, limit }) =>
    [...records.values()]
      .filter((one) => one.tenantId === tenantId && one.userId === userId && one.deletedAt === undefined)
      .filter((one) => before === undefined || one.sessionId < before)
      .sort((a, b) => (a.sessionId < b.sessionId ? 1 : -1))
      .slice(0, limit),
  remove: async (key) => {
    const session = records.get(sessionIdOf(key));
    if (session === undefined) return;
    records.set(sessionIdOf(key), { ...session, deletedAt: isoTime(clock()) });
  },
});
