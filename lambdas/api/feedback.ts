import * as z from 'zod';
import { feedbackBodySchema, feedbackKinds, feedbackPlace, feedbackStatuses } from '../core/feedback/feedback.ts';
import { giveFeedback } from '../core/feedback/give-feedback.ts';
import { requireFeedback, reviewBodySchema, reviewFeedback } from '../core/feedback/review-feedback.ts';
import { requireId } from '../core/ids.ts';
import { parseShape, readBody } from './body.ts';
import type { ApiPorts, RouteHandler } from './ports.ts';
import { feedbackView } from './views.ts';

const listQuerySchema = z.object({
  kind: z.enum(feedbackKinds).optional(),
  status: z.enum(feedbackStatuses).optional(),
  cursor: z
    .string()
    .regex(/^[\w-]{1,100}$/, 'is no cursor of this list')
    .optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

/** What people say about requests: the whole tenant's to see, and to accept or reject. */
export function feedbackRoutes({ judge }: ApiPorts) {
  return {
    async giveFeedback(context, caller) {
      const requestId = requireId('request id', context.req.param('id') ?? '');
      const body = await readBody(context, feedbackBodySchema);
      const { feedback, replaced } = await giveFeedback(judge, caller, requestId, body);
      context.header('location', `/v1/feedback/${feedback.feedbackId}`);
      return context.json(feedbackView(feedback), replaced ? 200 : 201);
    },

    async listFeedback(context, { tenantId }) {
      const { kind, status, cursor, limit } = parseShape(listQuerySchema, context.req.query(), 'query');
      const feedback = await judge.feedback.list({
        tenantId,
        kinds: kind === undefined ? feedbackKinds : [kind],
        statuses: status === undefined ? feedbackStatuses : [status],
        before: cursor,
        limit: limit + 1,
      });
      const page = feedback.slice(0, limit);
      const last = feedback.length > limit ? page.at(-1) : undefined;
      return context.json({
        feedback: page.map(feedbackView),
        ...(last === undefined ? {} : { cursor: feedbackPlace(last) }),
      });
    },

    async getFeedback(context, caller) {
      const feedbackId = requireId('feedback id', context.req.param('id') ?? '');
      const { feedback, request } = await requireFeedback(judge, caller, feedbackId);
      return context.json({ ...feedbackView(feedback), text: request.text, answers: feedback.answers });
    },

    async reviewFeedback(context, caller) {
      const feedbackId = requireId('feedback id', context.req.param('id') ?? '');
      const body = await readBody(context, reviewBodySchema);
      return context.json(feedbackView(await reviewFeedback(judge, caller, feedbackId, body)));
    },
  } satisfies Record<string, RouteHandler>;
}
