import { offlineProvider } from '../../core/agent/offline/provider.ts';
import type { Provider } from '../../core/agent/provider.ts';
import type { ModelConfig } from './config.ts';
import { connectModels } from './connect.ts';
import { askForResult } from './result.ts';

export type { ModelConfig } from './config.ts';

/**
 * The provider that configuration names.
 *
 * @throws CallInvalid with one line that says what is missing or wrong
 */
export async function createProvider(config: ModelConfig): Promise<Provider> {
  if (config.provider === 'offline') return offlineProvider;
  const modelOf = await connectModels(config);
  return {
    name: config.provider,
    run: async (call) => askForResult(await modelOf(call.agent.model === 'strong' ? 'strong' : 'standard'), call),
  };
}
