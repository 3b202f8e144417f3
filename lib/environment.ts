import type { ModelConfig } from './config.ts';
import { names } from './names.ts';

/**
 * What the functions find in their environment, as `lambdas/adapters/environment.ts` reads it. Each stack passes a function
 * the parts that it uses.
 */
export const functionEnvironment = (stage: string): Record<string, string> => ({
  BATON_STAGE: stage,
  JOURNAL_TABLE: names.journalTable(stage),
  METRICS_TABLE: names.metricsTable(stage),
});

/** For agents alone: who outside is told of effects. */
export function effectsEnvironment(url: string | undefined): Record<string, string> {
  return url === undefined ? {} : { EFFECTS_URL: url };
}

/** For those who only have to know whether there is a model. */
export const providerEnvironment = ({ provider }: ModelConfig): Record<string, string> => ({
  MODEL_PROVIDER: provider,
});

/** For those who ask a model: whose thinking it is, and what it costs. */
export function modelEnvironment(model: ModelConfig): Record<string, string> {
  const price: Record<string, string> = model.price === undefined ? {} : { MODEL_PRICE: model.price };
  if (model.provider === 'offline') return { MODEL_PROVIDER: model.provider, ...price };
  const models = {
    MODEL_PROVIDER: model.provider,
    MODEL_STANDARD: model.standard,
    MODEL_STRONG: model.strong,
    ...price,
  };
  if (model.provider === 'bedrock') return models;
  const secret: Record<string, string> =
    model.apiKeySecret === undefined ? {} : { MODEL_API_KEY_SECRET: model.apiKeySecret };
  return { ...models, MODEL_BASE_URL: model.baseUrl, ...secret };
}
