import { isoTime } from '../../../lambdas/core/clock.ts';
import type { Message } from '../../../lambdas/core/session/message.ts';
import type { MessageAppender, MessageReader, SessionKey } from '../../../lambdas/core/session/session.ts';
import { sessionIdOf } from './keys.ts';

export const messagesIn = (
  records: Map<string, (Message & { writeId: string })[]>,
  clock: () => number,
): MessageAppender & MessageReader => {
  const conversation = (key: SessionKey) => {
    const kept = records.get(sessionIdOf(key)) ?? [];
    records.set(sessionIdOf(key), kept);
    return kept;
  };

  return {
    append: async (key, { since: _since, ...draft }) => {
      const kept = conversation(key);
      const known = kept.find(({ writeId }) => writeId === draft.writeId);
      if (known !== undefined) return known;
      const message = { seq: kept.length + 1, ...draft, createdAt: isoTime(clock()) };
      kept.push(message);
      return message;
    },
    last: async (key, limit) => conversation(key).slice(-limit),
    page: async (key, { after, limit }) => conversation(key).slice(after, after + limit),
  };
};
