import { BatonError } from '../lambdas/core/errors.ts';
import { batonApp } from '../lib/app.ts';
import { ConfigurationError } from '../lib/config.ts';
import { readRegistry } from '../lib/registry.ts';

/** What the `cdk` command runs. What a person has to put right is one line on the terminal; anything else is a defect, with its stack. */
try {
  const app = await batonApp({ registry: readRegistry() });
  app.synth();
} catch (error) {
  if (!(error instanceof ConfigurationError || error instanceof BatonError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
