import type { RequestRecord } from '../request/request.ts';
import { needsAdvice } from './advice-bounds.ts';
import { addresseesOf, type AddresseePorts, type Consultation } from './advice.ts';
import type { Route } from './route.ts';
import type { Router } from './router.ts';
import { settleRoute } from './settle-route.ts';

export interface DecideRoutePorts extends AddresseePorts {
  readonly route: Router;
  /** Whether there is a model that may be asked. */
  readonly hasModel: boolean;
}

/**
 * Decides by the first tier, and by what a model said where one was asked.
 *
 * @returns undefined when a model is to be asked first
 */
export function decideRoute(
  ports: DecideRoutePorts,
  request: Pick<RequestRecord, 'text' | 'workflow'>,
  answers: readonly string[],
  consultation: Consultation | undefined,
): Route | undefined {
  if (request.workflow !== undefined) return routeToWorkflow(request.workflow.name);
  const input = { text: request.text, round: answers.length, answers };
  const first = ports.route(input);
  if (consultation !== undefined) {
    return settleRoute(first, consultation, { input, ...addresseesOf(ports) });
  }
  return ports.hasModel && needsAdvice(first) ? undefined : first;
}

/** A request that names its workflow leaves nothing to decide. */
function routeToWorkflow(workflow: string): Route {
  return {
    mode: 'workflow',
    agents: [],
    steps: [],
    workflow,
    intent: 'action',
    complexity: 'complex',
    indicators: [],
    confidence: 1,
    decidedBy: 'request',
    reasons: ['the request names the workflow'],
    expects: `Every step of the workflow ${workflow} is completed`,
  };
}
