import type { RequestEvents } from '../../../lambdas/core/request/ports.ts';
import type { RequestRecord } from '../../../lambdas/core/request/request.ts';

export const eventsIn = (published: { type: string; request: RequestRecord }[]): RequestEvents => ({
  publish: async (type, request) => {
    published.push({ type, request });
  },
});
