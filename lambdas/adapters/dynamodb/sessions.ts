import { type Clock, isoTime } from '../../core/clock.ts';
import { type Message, messageSchema } from '../../core/session/message.ts';
import {
  type MessageAppender,
  type MessageDraft,
  type MessageReader,
  type Session,
  type SessionKey,
  sessionSchema,
  type SessionStore,
} from '../../core/session/session.ts';
import { expiresAt, messageSk, metaSk, retention, sessionListPk, sessionPk } from './keys.ts';
import { newestOf } from './lists.ts';
import type { Item, Table } from './table.ts';

/** Sessions in the journal table. */
export class DynamoSessions implements SessionStore {
  readonly #table: Table;
  readonly #clock: Clock;

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  async create(session: Session): Promise<Session> {
    const key = keyOf(session);
    const list = { gpk: sessionListPk(session.tenantId, session.userId), gsk: session.sessionId };
    if (await this.#table.putNew({ ...key, ...list, ...session })) return session;
    return sessionSchema.parse(await this.#table.get(key));
  }

  async read(key: SessionKey): Promise<Session | undefined> {
    const item = await this.#table.get(keyOf(key));
    return item === undefined ? undefined : sessionSchema.parse(item);
  }

  async list(of: { tenantId: string; userId: string; before?: string | undefined; limit: number }): Promise<Session[]> {
    const items = await newestOf(this.#table, [sessionListPk(of.tenantId, of.userId)], of);
    return items.map((item) => sessionSchema.parse(item));
  }

  /** Deleted softly: gone from the lists at once, from the table with all its messages when their time to live is over. */
  async remove(key: SessionKey): Promise<void> {
    const now = this.#clock();
    const expires = expiresAt(now, retention.deletedSession);
    await this.#table.update(keyOf(key), {
      expression: 'SET deletedAt = :at, expiresAt = :expires REMOVE gpk, gsk',
      condition: 'attribute_exists(pk) AND attribute_not_exists(deletedAt)',
      values: { ':at': isoTime(now), ':expires': expires },
    });
    const pk = sessionPk(key.tenantId, key.sessionId);
    const messages = await this.#table.query({
      condition: 'pk = :pk AND begins_with(sk, :message)',
      values: { ':pk': pk, ':message': messageSk(0).slice(0, 4) },
    });
    for (const { sk } of messages) {
      await this.#table.update(
        { pk, sk: String(sk) },
        { expression: 'SET expiresAt = :expires', values: { ':expires': expires } },
      );
    }
  }
}

/**
 * The messages of a session, one item each, numbered without gaps. A writer looks back for its own `writeId`, then puts at
 * the next number on condition that nobody else has; who loses that race takes the number after.
 */
export class DynamoMessages implements MessageAppender, MessageReader {
  readonly #table: Table;
  readonly #clock: Clock;

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  async append(key: SessionKey, draft: MessageDraft): Promise<Message> {
    const pk = sessionPk(key.tenantId, key.sessionId);
    const { since, ...fields } = draft;
    const { found, head } = await this.#lookBack(pk, draft.writeId, Date.parse(since) - clockSkewMs);
    if (found !== undefined) return found;
    for (let seq = head + 1; ; seq += 1) {
      const item = { pk, sk: messageSk(seq), seq, ...fields, createdAt: isoTime(this.#clock()) };
      if (await this.#table.putNew(item)) return messageSchema.parse(item);
      const taken = await this.#table.get({ pk, sk: messageSk(seq) });
      if (taken?.['writeId'] === draft.writeId) return messageSchema.parse(taken);
    }
  }

  async last(key: SessionKey, limit: number): Promise<Message[]> {
    const items = await this.#page(sessionPk(key.tenantId, key.sessionId), { limit });
    return items.map((item) => messageSchema.parse(item)).toReversed();
  }

  async page(key: SessionKey, of: { after: number; limit: number }): Promise<Message[]> {
    const items = await this.#table.query({
      condition: 'pk = :pk AND sk BETWEEN :first AND :last',
      values: {
        ':pk': sessionPk(key.tenantId, key.sessionId),
        ':first': messageSk(of.after + 1),
        ':last': messageSk(999_999_999),
      },
      limit: of.limit,
      consistent: true,
    });
    return items.map((item) => messageSchema.parse(item));
  }

  /** Reads back page by page until the writer's own message, or one from before it can have written any. */
  async #lookBack(pk: string, writeId: string, sinceMs: number): Promise<{ found?: Message; head: number }> {
    let head: number | undefined;
    let before: number | undefined;
    for (;;) {
      const items = await this.#page(pk, { limit: 20, before });
      const messages = items.map((item) => messageSchema.parse(item));
      head ??= messages[0]?.seq ?? 0;
      const own = items.findIndex((item) => item['writeId'] === writeId);
      const found = messages[own];
      if (found !== undefined) return { found, head };
      const oldest = messages.at(-1);
      if (oldest === undefined || oldest.seq === 1 || Date.parse(oldest.createdAt) < sinceMs) return { head };
      before = oldest.seq;
    }
  }

  async #page(pk: string, of: { limit: number; before?: number | undefined }): Promise<Item[]> {
    return this.#table.query({
      condition: 'pk = :pk AND sk BETWEEN :first AND :last',
      values: { ':pk': pk, ':first': messageSk(1), ':last': messageSk((of.before ?? 1_000_000_000) - 1) },
      descending: true,
      limit: of.limit,
      consistent: true,
    });
  }
}

/** How far the clocks of two functions may be apart. */
const clockSkewMs = 5 * 60_000;

function keyOf(key: SessionKey) {
  return { pk: sessionPk(key.tenantId, key.sessionId), sk: metaSk };
}
