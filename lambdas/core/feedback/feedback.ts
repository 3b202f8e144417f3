import * as z from 'zod';
import { ulidTime } from '../events/event.ts';
import { idSchema } from '../ids.ts';
import { type Mode, modes, type Route, routeLabel } from '../routing/route.ts';

export const feedbackKinds = [
  'misrouted',
  'should-have-been-escalated',
  'could-have-been-handled',
  'rework',
  'rating',
] as const;
export type FeedbackKind = (typeof feedbackKinds)[number];

export const feedbackStatuses = ['open', 'accepted', 'rejected'] as const;
export type FeedbackStatus = (typeof feedbackStatuses)[number];

/** The longest comment, in characters. */
export const commentLimit = 2_000;

const words = z
  .string()
  .max(commentLimit, `has more than ${commentLimit} characters`)
  .refine((text) => text.trim() !== '', 'is empty')
  .refine((text) => text.isWellFormed(), 'holds half a character (a lone surrogate)');

const name = z.string().min(1).max(64);
const comment = { comment: words.optional() };

/** The body of `POST /v1/requests/{id}/feedback`. */
export const feedbackBodySchema = z.discriminatedUnion(
  'kind',
  [
    /** `to`: the agent, the workflow or `clarify` that it should have gone to. */
    z.strictObject({ kind: z.literal('misrouted'), to: name, ...comment }),
    z.strictObject({ kind: z.literal('should-have-been-escalated'), ...comment }),
    /** `by`: the agent who could have done it alone. */
    z.strictObject({ kind: z.literal('could-have-been-handled'), by: name.optional(), ...comment }),
    z.strictObject({ kind: z.literal('rework'), what: words, ...comment }),
    z.strictObject({ kind: z.literal('rating'), rating: z.int().min(1).max(10), ...comment }),
  ],
  { error: `must be one of ${feedbackKinds.join(', ')}` },
);
export type FeedbackBody = z.infer<typeof feedbackBodySchema>;

/** The router's decision as it was when somebody said something about it. */
export interface Decision {
  readonly label: string;
  readonly mode: Mode;
  readonly decidedBy: string;
  readonly confidence: number;
}

export function decisionOf(route: Route): Decision {
  const { mode, decidedBy, confidence } = route;
  return { label: routeLabel(route), mode, decidedBy, confidence };
}

/** What somebody said about a request, as the journal keeps it. */
export const feedbackSchema = z.object({
  feedbackId: idSchema,
  tenantId: z.string(),
  requestId: idSchema,
  userId: z.string(),
  givenAt: z.iso.datetime(),
  kind: z.enum(feedbackKinds),
  to: z.string().optional(),
  by: z.string().optional(),
  what: z.string().optional(),
  rating: z.int().optional(),
  comment: z.string().optional(),
  decision: z.object({ label: z.string(), mode: z.enum(modes), decidedBy: z.string(), confidence: z.number() }),
  /** What the user had answered to questions before, in order: with the request's text, all that was decided on. */
  answers: z.array(z.string()),
  status: z.enum(feedbackStatuses),
  /** Who accepted or rejected it, and when. */
  reviewedBy: z.string().optional(),
  reviewedAt: z.iso.datetime().optional(),
});
export type FeedbackRecord = z.infer<typeof feedbackSchema>;

/** Addresses a feedback; its id begins with that of its request. */
export interface FeedbackKey {
  readonly tenantId: string;
  readonly feedbackId: string;
}

/**
 * The id of what a user says in one kind about a request: saying it again, they address the same one.
 *
 * @param hash SHA-256 in hexadecimal digits
 */
export function feedbackIdOf(
  requestId: string,
  kind: FeedbackKind,
  userId: string,
  hash: (text: string) => string,
): string {
  return `${requestId}-${hash(JSON.stringify([kind, userId])).slice(0, 20)}`;
}

/** The request that a feedback's id names; undefined when it names none. */
export function requestOfFeedback(feedbackId: string): string | undefined {
  return /^(.+)-[0-9a-f]{20}$/.exec(feedbackId)?.[1];
}

/** A place in the list of feedback, which sorts by the time it was given. */
export function feedbackPlace({ givenAt, feedbackId }: Pick<FeedbackRecord, 'givenAt' | 'feedbackId'>): string {
  return `${ulidTime(givenAt)}-${feedbackId}`;
}
