import { offlineProvider } from '../../core/agent/offline/provider.ts';
import type { Provider } from '../../core/agent/provider.ts';
import { BatonError } from '../../core/errors.ts';
import type { ModelConfig } from './config.ts';

export type { ModelConfig } from './config.ts';

/**
 * The provider that configuration names. The model SDKs are loaded only when one of them is chosen: offline starts without.
 *
 * @throws CallInvalid with one line that says what is missing or wrong
 */
export async function createProvider(config: ModelConfig): Promise<Provider> {
  switch (config.provider) {
    case 'offline':
      return offlineProvider;
    case 'openai-compatible': {
      const { createOpenAiCompatibleProvider } = await import('./openai-compatible.ts');
      return createOpenAiCompatibleProvider(config);
    }
    case 'bedrock': {
      const { createBedrockProvider } = await import('./bedrock.ts');
      return createBedrockProvider(config);
    }
    default:
      throw new BatonError('CallInvalid', `there is no model provider ${JSON.stringify(config.provider)}`);
  }
}
