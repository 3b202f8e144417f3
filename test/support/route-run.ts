import { Workflows } from '../../lambdas/core/planning/workflow.ts';
import type { Consultation } from '../../lambdas/core/routing/advice.ts';
import { routeRequest } from '../../lambdas/core/routing/route-request.ts';
import type { Route } from '../../lambdas/core/routing/route.ts';
import type { RouterInput } from '../../lambdas/core/routing/router.ts';
import { aRegistry, aRequest, aRoute } from './fixtures.ts';
import { MemoryJournal } from './memory-journal.ts';

export const key = { tenantId: 'acme', requestId: 'r1' };
export const arn = 'arn:aws:states:eu-central-1:123456789012:execution:coordinate-request:r1-1';

/** A request that was received and not yet routed. */
export function received(changes: Parameters<typeof aRequest>[0] = {}): MemoryJournal {
  const journal = new MemoryJournal();
  journal.requestRecords.set('acme r1', aRequest(changes));
  return journal;
}

/** Routes to what is given, and remembers what the router was told. */
export function routing(journal: MemoryJournal, route: Route = aRoute(), hasModel = false) {
  const told: RouterInput[] = [];
  const ports = journal.with({
    registry: aRegistry(),
    workflows: new Workflows([]),
    hasModel,
    route: (input: RouterInput) => {
      told.push(input);
      journal.now += 7;
      return route;
    },
  });
  return { told, run: (consultation?: Consultation) => routeRequest(ports, key, arn, consultation) };
}

export const request = (journal: MemoryJournal) => journal.requestRecords.get('acme r1');
