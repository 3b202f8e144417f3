import { BatonError } from '../../lambdas/core/errors.ts';
import { createProvider, type ModelConfig } from '../../lambdas/adapters/models/index.ts';
import { type Behaviour, type ScriptedModel, startScriptedModel } from './scripted-model.ts';

export const key = 'sk-scripted-0123456789';

/** The endpoint of the test that runs. */
export let server: ScriptedModel;

/** Gives every test of the file an endpoint of its own. */
export function serveEachTest(): void {
  beforeEach(async () => {
    server = await startScriptedModel();
  });
  afterEach(async () => server.close());
}

export const provider = (...script: Behaviour[]) => providerWith({}, ...script);

export async function providerWith(changes: Partial<ModelConfig>, ...script: Behaviour[]) {
  server.add(...script);
  return createProvider({
    provider: 'openai-compatible',
    baseUrl: server.url,
    apiKey: async () => key,
    models: { standard: 'small', strong: 'large' },
    pricePerMillion: { input: 1, output: 4 },
    ...changes,
  });
}

export async function failureOf(promise: Promise<unknown>): Promise<BatonError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(BatonError);
  return error as BatonError;
}
