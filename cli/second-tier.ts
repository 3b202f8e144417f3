import { readEnvironment } from '../lambdas/adapters/environment.ts';
import { adviserFor } from '../lambdas/adapters/models/adviser.ts';
import { needsAdvice } from '../lambdas/core/routing/advice-bounds.ts';
import { addresseesOf, type AddresseePorts } from '../lambdas/core/routing/advice.ts';
import { consult } from '../lambdas/core/routing/consult.ts';
import type { Route } from '../lambdas/core/routing/route.ts';
import type { RouterInput } from '../lambdas/core/routing/router.ts';
import { settleRoute } from '../lambdas/core/routing/settle-route.ts';
import { readTurns } from '../lambdas/core/routing/turns.ts';
import { modelEnvironment } from './model-environment.ts';
import { type Deployed, readDeployed } from './registry.ts';

/** Decides who is to take a request that nobody was asked about yet. */
type Decide = (text: string) => Promise<Route>;

/** What of a deployment decides. */
type DecidingParts = Pick<Deployed, 'adviserEnvironment'> &
  AddresseePorts & { readonly explain: (input: RouterInput) => { readonly route: Route } };

let decide: Promise<Decide> | undefined;

/**
 * Decides as a deployment does: by the first tier, and where that is unsure by the model that the environment names, if it names
 * one. The registry is read at the first call.
 *
 * @throws CliError naming the variable of the environment that is missing or wrong
 */
export async function decideWithModel(text: string): Promise<Route> {
  decide ??= readDeployed().then((deployed) => deciderOf(deployed, process.env));
  return (await decide)(text);
}

/** The two tiers of a deployment, with the model that these variables name in place of its own. */
export function deciderOf(deployed: DecidingParts, variables: NodeJS.ProcessEnv): Decide {
  const { explain, adviserEnvironment } = deployed;
  const chosen = modelEnvironment(variables);
  const { hasModel, model } = readEnvironment({ ...adviserEnvironment, ...chosen });
  const ports = { clock: () => Date.now(), ...adviserFor(model) };
  const addressees = addresseesOf(deployed);
  return async (text) => {
    const input = { text, round: 0, answers: [] };
    const { route: first } = explain(input);
    if (!hasModel || !needsAdvice(first, readTurns(input))) return first;
    const of = { input, ...addressees };
    return settleRoute(first, await consult(ports, of, crypto.randomUUID()), of);
  };
}
