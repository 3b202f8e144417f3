import type { EventAppender, EventReader, RequestEvent } from '../../../lambdas/core/events/event.ts';
import { idOf } from './keys.ts';

export const eventLogIn = (records: Map<string, RequestEvent[]>): EventAppender & EventReader => ({
  append: async (key, events) => {
    const kept = records.get(idOf(key)) ?? [];
    const fresh = events.filter(({ eventId }) => !kept.some((one) => one.eventId === eventId));
    records.set(
      idOf(key),
      [...kept, ...fresh].sort((a, b) => (a.eventId < b.eventId ? -1 : 1)),
    );
  },
  page: async (key, { after = '', limit }) =>
    (records.get(idOf(key)) ?? []).filter(({ eventId }) => eventId > after).slice(0, limit),
});
