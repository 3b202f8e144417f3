import * as z from 'zod';
import { lastStatuses, settledStatus } from '../core/agent/status.ts';
import { idSchema } from '../core/ids.ts';
import { checklists } from '../core/report/checklists.ts';
import { reportOf } from '../core/report/report.ts';
import { rollbackReport } from '../core/report/rollback-report.ts';
import type { ApiPorts, RouteHandler } from './ports.ts';
import { parseShape } from './body.ts';
import { requireRequest } from './requests.ts';
import { taskView } from './views.ts';

const eventsQuerySchema = z.object({
  cursor: idSchema.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(100),
});

const placeQuerySchema = z.object({ cursor: z.coerce.number().int().min(0).default(0) });

/** How long a list may be as JSON, bytes: Lambda hands back 6 MB at most. */
const listBytes = 4_000_000;

/** As much of a list as fits into an answer, from a place on; `cursor` is the place of the rest. */
function pageFrom<Item>(items: readonly Item[], from: number): { page: Item[]; cursor?: number } {
  const page: Item[] = [];
  let bytes = 0;
  for (const item of items.slice(from)) {
    bytes += Buffer.byteLength(JSON.stringify(item)) + 1;
    if (bytes > listBytes && page.length > 0) return { page, cursor: from + page.length };
    page.push(item);
  }
  return { page };
}

/** What was done for a request, in tasks, events, handoffs and words. */
export function historyRoutes(ports: ApiPorts) {
  return {
    async listTasks(context, caller) {
      const request = await requireRequest(ports, context, caller);
      const { cursor } = parseShape(placeQuerySchema, context.req.query(), 'query');
      const tasks = await ports.tasks.list(request);
      const working = await lastStatuses(ports.eventLog, request, tasks);
      const { page, ...rest } = pageFrom(
        tasks.map((task) => taskView(task, settledStatus(task) ?? working.get(task.taskId)?.detail)),
        cursor,
      );
      return context.json({ tasks: page, ...rest });
    },

    async listEvents(context, caller) {
      const request = await requireRequest(ports, context, caller);
      const { cursor, limit } = parseShape(eventsQuerySchema, context.req.query(), 'query');
      const events = await ports.eventLog.page(request, { after: cursor, limit: limit + 1 });
      const page = events.slice(0, limit);
      const next = events.length > limit ? page.at(-1)?.eventId : undefined;
      return context.json({ events: page, ...(next === undefined ? {} : { cursor: next }) });
    },

    async listHandoffs(context, caller) {
      const request = await requireRequest(ports, context, caller);
      const { cursor } = parseShape(placeQuerySchema, context.req.query(), 'query');
      const { page, ...rest } = pageFrom(await ports.handoffs.list(request), cursor);
      return context.json({ handoffs: page, ...rest });
    },

    async getReport(context, caller) {
      const request = await requireRequest(ports, context, caller);
      const [tasks, handoffs] = await Promise.all([ports.tasks.list(request), ports.handoffs.list(request)]);
      const made = reportOf(request, tasks, handoffs);
      const report = [rollbackReport(request, tasks, handoffs), checklists(made)].filter((part) => part !== '');
      return context.json({ ...made, report: report.join('\n\n') });
    },
  } satisfies Record<string, RouteHandler>;
}
