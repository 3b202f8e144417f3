import type { ModelEnvironment } from '../environment.ts';
import { readSecret } from '../secret.ts';
import type { ModelConfig } from './config.ts';

/** The model that the environment names. */
export function configOf(model: ModelEnvironment): ModelConfig {
  const { provider, baseUrl, apiKey, apiKeySecret: secret, price, standard, strong } = model;
  return {
    provider,
    models: { standard, strong },
    baseUrl,
    pricePerMillion: price,
    apiKey: keyOf(apiKey, secret),
  };
}

/** The key from the environment, or from the secret that is named there; an endpoint may want none. */
function keyOf(key: string | undefined, secret: string | undefined): (() => Promise<string>) | undefined {
  if (secret !== undefined) return () => readSecret(secret);
  return key === undefined ? undefined : () => Promise.resolve(key);
}
