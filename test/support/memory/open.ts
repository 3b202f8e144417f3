import type { OpenRequests } from '../../../lambdas/core/request/ports.ts';
import type { RequestKey, RequestRecord } from '../../../lambdas/core/request/request.ts';
import { idOf } from './keys.ts';

export const openWritesIn = (keys: Map<string, RequestKey>): Pick<OpenRequests, 'add' | 'remove'> => ({
  add: async ({ tenantId, requestId }) => {
    keys.set(requestId, { tenantId, requestId });
  },
  remove: async ({ requestId }) => {
    keys.delete(requestId);
  },
});

export async function* openBefore(
  keys: Map<string, RequestKey>,
  requests: Map<string, RequestRecord>,
  ms: number,
): AsyncGenerator<RequestKey> {
  for (const key of keys.values()) {
    const request = requests.get(idOf(key));
    if (request === undefined || Date.parse(request.createdAt) < ms) yield key;
  }
}
