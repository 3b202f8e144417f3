import * as z from 'zod';
import { idSchema } from '../ids.ts';
import type { RequestKey } from '../request/request.ts';

/**
 * What may happen in a request. What happened in the same millisecond is listed in this order: a task's end is what lets the next
 * one start.
 */
export const eventTypes = [
  'request.received',
  'request.waiting',
  'request.answered',
  'checklist.escalation',
  'request.routed',
  'task.completed',
  'task.failed',
  'task.skipped',
  'task.started',
  'handoff',
  'agent.status',
  'follow-up',
  'request.cancelling',
  'request.rolling-back',
  'task.fenced',
  'rollback.waiting',
  'task.compensated',
  'task.dirty',
  'checklist.verification',
  'request.succeeded',
  'request.failed',
  'request.rolled-back',
  'request.rollback-failed',
  'request.cancelled',
  'feedback.given',
  'feedback.reviewed',
] as const;
export type EventType = (typeof eventTypes)[number];

/** One thing that happened in a request, as the journal keeps it. Ids are ULIDs, and sort in the order of what happened. */
export const requestEventSchema = z.object({
  eventId: idSchema,
  type: z.enum(eventTypes),
  at: z.iso.datetime(),
  requestId: idSchema,
  taskId: idSchema.optional(),
  agentId: z.string().optional(),
  attempt: z.int().positive().optional(),
  /** A few small values that say more. */
  detail: z.record(z.string(), z.unknown()).optional(),
});
export type RequestEvent = z.infer<typeof requestEventSchema>;

export interface EventAppender {
  /** Keeps the events of a request; one whose id is there already stays as it was told first. */
  append(key: RequestKey, events: readonly RequestEvent[]): Promise<void>;
}

export interface EventReader {
  /** Oldest first; `after` is the id that the page before ended with. */
  page(key: RequestKey, of: { after?: string | undefined; limit: number }): Promise<RequestEvent[]>;
}

/** What happened, as whoever sees it tells it. */
export interface Happening extends Omit<RequestEvent, 'eventId' | 'requestId'> {
  /**
   * A time that the journal holds, the same whoever tells the event and how often: it is listed under it.
   * @default `at`
   */
  readonly since?: string;
  /** Tells it from others of its type, task, attempt and time. */
  readonly which?: string;
  /**
   * Its place among events of its type in one millisecond, 0 to 31.
   * @default 0
   */
  readonly place?: number;
}

/** Records what happened. Whoever meets it done may tell it again: it is one event. */
export async function recordEvent(
  ports: { readonly eventLog: EventAppender },
  { tenantId, requestId }: RequestKey,
  ...happenings: readonly Happening[]
): Promise<void> {
  const events = happenings.map(({ since, which, place = 0, ...event }) => {
    const { type, at, taskId, attempt } = event;
    const eventId = eventIdOf(type, since ?? at, JSON.stringify([type, taskId, attempt, which]), place);
    return { ...event, eventId, requestId };
  });
  await ports.eventLog.append({ tenantId, requestId }, events);
}

/**
 * A ULID (https://github.com/ulid/spec) that follows from what it names: ten characters of time, one each of the type's place in
 * the order and of the event's own, fourteen of a hash.
 */
export function eventIdOf(type: EventType, at: string, name: string, place = 0): string {
  const order = [eventTypes.indexOf(type), place].map((number) => base32(BigInt(number), 1)).join('');
  return `${ulidTime(at)}${order}${base32(hashOf(name), 14)}`;
}

/** What the ids of all events of a time begin with. */
export function ulidTime(at: string): string {
  return base32(BigInt(Date.parse(at)), 10);
}

/** FNV-1a of 128 bits (http://www.isthe.com/chongo/tech/comp/fnv/), its upper 70. */
function hashOf(text: string): bigint {
  let hash = 0x6c62272e07bb014262b821756295c58dn;
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(128, (hash ^ BigInt(byte)) * 0x1000000000000000000013bn);
  }
  return hash >> 58n;
}

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Crockford's base 32. */
function base32(value: bigint, length: number): string {
  return Array.from({ length }, (_, at) => alphabet[Number((value >> BigInt(5 * (length - 1 - at))) & 31n)]).join('');
}
