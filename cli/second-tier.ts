import { readEnvironment } from '../lambdas/adapters/environment.ts';
import { adviserFor } from '../lambdas/adapters/models/adviser.ts';
import { needsAdvice } from '../lambdas/core/routing/advice-bounds.ts';
import { addresseesOf, type AddresseePorts } from '../lambdas/core/routing/advice.ts';
import { consult } from '../lambdas/core/routing/consult.ts';
import type { Route } from '../lambdas/core/routing/route.ts';
import type { RouterInput } from '../lambdas/core/routing/router.ts';
import { settleRoute } from '../lambdas/core/routing/settle-route.ts';
import { modelEnvironment } from './model-environment.ts';
import type { Deployed } from './registry.ts';

/** Decides who is to take a request that nobody was asked about yet. */
export type Decide = (text: string) => Promise<Route>;

/** What of a deployment decides. */
type DecidingParts = Pick<Deployed, 'adviserEnvironment'> &
  AddresseePorts & { readonly explain: (input: RouterInput) => { readonly route: Route } };

/**
 * The two tiers of a deployment: the first, and where that is unsure the model that these variables name in place of its own, if
 * they name one.
 *
 * @throws CliError naming the variable that is missing or wrong
 */
export function deciderOf(deployed: DecidingParts, variables: NodeJS.ProcessEnv): Decide {
  const { explain, adviserEnvironment } = deployed;
  const chosen = modelEnvironment(variables);
  const { hasModel, model } = readEnvironment({ ...adviserEnvironment, ...chosen });
  const ports = { clock: () => Date.now(), ...adviserFor(model) };
  const addressees = addresseesOf(deployed);
  return async (text) => {
    const input = { text, round: 0, answers: [] };
    const { route: first } = explain(input);
    if (!hasModel || !needsAdvice(first)) return first;
    const of = { input, ...addressees };
    return settleRoute(first, await consult(ports, of, crypto.randomUUID()), of);
  };
}
