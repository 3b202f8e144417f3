import type { ApiContext, ApiPorts } from './ports.ts';

/** Whether the service works, told to anybody: HEALTHY, or DEGRADED with 503 so that a load balancer understands it. */
export function healthRoute(ports: Pick<ApiPorts, 'checkStore' | 'registry'>) {
  return async (context: ApiContext): Promise<Response> => {
    const database = (await ports.checkStore()) ? 'HEALTHY' : 'UNAVAILABLE';
    const agents = ports.registry.list().length > 0 ? 'HEALTHY' : 'UNAVAILABLE';
    const healthy = database === 'HEALTHY' && agents === 'HEALTHY';
    const body = { status: healthy ? 'HEALTHY' : 'DEGRADED', components: { database, agents } };
    return context.json(body, healthy ? 200 : 503);
  };
}
