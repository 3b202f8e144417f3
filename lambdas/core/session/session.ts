import * as z from 'zod';
import { idSchema } from '../ids.ts';
import type { Message } from './message.ts';

/** A conversation of one user of one tenant. */
export const sessionSchema = z.object({
  tenantId: z.string(),
  sessionId: idSchema,
  userId: z.string(),
  title: z.string(),
  createdAt: z.iso.datetime(),
  /** Set when the user deleted it: it is not shown any more, and removed for good later. */
  deletedAt: z.iso.datetime().optional(),
});
export type Session = z.infer<typeof sessionSchema>;

export interface SessionKey {
  readonly tenantId: string;
  readonly sessionId: string;
}

export interface SessionStore {
  /** Keeps the session unless one of its id is there; the stored one is the answer. */
  create(session: Session): Promise<Session>;
  read(key: SessionKey): Promise<Session | undefined>;
  /** Of one user, newest first, without deleted ones. */
  list(of: { tenantId: string; userId: string; before?: string | undefined; limit: number }): Promise<Session[]>;
  /** Marks it deleted. */
  remove(key: SessionKey): Promise<void>;
}

/** A message to append. `writeId` names the writer's intent: appended twice under one, it is kept once. */
export interface MessageDraft extends Omit<Message, 'seq' | 'createdAt'> {
  readonly writeId: string;
  /** ISO time before which `writeId` cannot have been used: how far back a repeated append has to look. */
  readonly since: string;
}

export interface MessageAppender {
  append(key: SessionKey, draft: MessageDraft): Promise<Message>;
}

export interface MessageReader {
  /** The last messages, oldest first. */
  last(key: SessionKey, limit: number): Promise<Message[]>;
  /** Messages after `after` (a seq), oldest first. */
  page(key: SessionKey, of: { after: number; limit: number }): Promise<Message[]>;
}

/** The title of a conversation, from what it began with: its first line, at most 80 characters. */
export function sessionTitle(text: string): string {
  const line = text.trim().split(/\r?\n/, 1)[0] ?? '';
  return line.length > 80 ? `${line.slice(0, 79).toWellFormed()}…` : line || 'New conversation';
}
