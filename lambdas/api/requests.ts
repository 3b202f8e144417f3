import * as z from 'zod';
import { BatonError } from '../core/errors.ts';
import { idSchema, requireId } from '../core/ids.ts';
import { answerStatusQuestion, checkStatus } from '../core/report/status-check.ts';
import { answerRequest, answerSchema } from '../core/request/answer.ts';
import { asksForStatus } from '../core/request/asks-status.ts';
import type { Caller, RequestRecord } from '../core/request/request.ts';
import { isEnded, requestStatuses } from '../core/request/status.ts';
import { idempotencyKeySchema, submissionSchema, submitRequest } from '../core/request/submit.ts';
import { cancelRequest, rollBackRequest } from '../core/rollback/stop-request.ts';
import type { ApiContext, ApiPorts, RouteHandler } from './ports.ts';
import { parseShape, readBody } from './body.ts';
import { requestSummary, requestView } from './views.ts';

/** How long one call may wait for a request's end, seconds: the gateway gives up after 30. */
export const longestWait = 25;

const listQuerySchema = z.object({
  status: z.enum(requestStatuses).optional(),
  cursor: idSchema.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

const readQuerySchema = z.object({ wait: z.coerce.number().min(0).max(longestWait).default(0) });

/** Requests: send, list, read, wait for, answer, and what came of them. */
export function requestRoutes(ports: ApiPorts) {
  return {
    async submitRequest(context, caller) {
      const key = context.req.header('idempotency-key');
      if (key !== undefined) parseShape(idempotencyKeySchema, key, 'Idempotency-Key');
      const submission = await readBody(context, submissionSchema);
      const { request, replayed } = await submitRequest(ports.submit, caller, submission, key);
      context.header('location', `/v1/requests/${request.requestId}`);
      if (replayed) context.header('idempotent-replay', 'true');
      ports.log.info('submitted', { requestId: request.requestId, replayed });
      return context.json(requestView(request), 202);
    },

    async listRequests(context, { tenantId }) {
      const { status, cursor, limit } = parseShape(listQuerySchema, context.req.query(), 'query');
      const statuses = status === undefined ? requestStatuses : [status];
      const requests = await ports.requests.list({ tenantId, statuses, before: cursor, limit: limit + 1 });
      const page = requests.slice(0, limit);
      const next = requests.length > limit ? page.at(-1)?.requestId : undefined;
      return context.json({ requests: page.map(requestSummary), ...(next === undefined ? {} : { cursor: next }) });
    },

    async getRequest(context, caller) {
      const { wait } = parseShape(readQuerySchema, context.req.query(), 'query');
      return context.json(requestView(await readWhenDone(ports, context, caller, wait)));
    },

    async answerRequest(context, caller) {
      const requestId = requireId('request id', context.req.param('id') ?? '');
      const { text } = await readBody(context, answerSchema);
      const request = await requireRequest(ports, context, caller);
      // Who wants to know how it stands has answered nothing: what the request asks stays open.
      if (asksForStatus(text)) {
        const statusCheck = await answerStatusQuestion(ports.check, request, { userId: caller.userId, text });
        return context.json({ ...requestView(request), statusCheck });
      }
      return context.json(requestView(await answerRequest(ports.answer, caller, requestId, text)), 202);
    },

    async checkStatus(context, caller) {
      return context.json(await checkStatus(ports.check, await requireRequest(ports, context, caller)));
    },

    async cancelRequest(context, caller) {
      const requestId = requireId('request id', context.req.param('id') ?? '');
      return context.json(requestView(await cancelRequest(ports.stop, caller, requestId)), 202);
    },

    async rollBackRequest(context, caller) {
      const requestId = requireId('request id', context.req.param('id') ?? '');
      return context.json(requestView(await rollBackRequest(ports.stop, caller, requestId)), 202);
    },

    async getDeliverable(context, caller) {
      const request = await requireRequest(ports, context, caller);
      const deliverableId = requireId('deliverable id', context.req.param('deliverableId') ?? '');
      const deliverable = await ports.deliverables.read(request, deliverableId);
      if (deliverable === undefined) throw new BatonError('NotFound', `deliverable ${deliverableId} does not exist`);
      return context.json(deliverable);
    },
  } satisfies Record<string, RouteHandler>;
}

/** @throws InvalidId, NotFound when the tenant has no such request */
export async function requireRequest(
  ports: ApiPorts,
  context: ApiContext,
  { tenantId }: Caller,
): Promise<RequestRecord> {
  const requestId = requireId('request id', context.req.param('id') ?? '');
  const request = await ports.requests.read({ tenantId, requestId });
  if (request === undefined) throw new BatonError('NotFound', `request ${requestId} does not exist`);
  return request;
}

/** Looks again, less and less often, until the request is over or waits for a person, or the time is. */
async function readWhenDone(
  ports: ApiPorts,
  context: ApiContext,
  caller: Caller,
  waitSeconds: number,
): Promise<RequestRecord> {
  const end = ports.submit.clock() + waitSeconds * 1000;
  let request = await requireRequest(ports, context, caller);
  for (let pause = 50; !isEnded(request.status) && request.status !== 'waiting'; pause = Math.min(pause * 1.5, 1000)) {
    const left = end - ports.submit.clock();
    if (left <= 0) break;
    await ports.pause(Math.min(pause, left));
    request = await requireRequest(ports, context, caller);
  }
  return request;
}
