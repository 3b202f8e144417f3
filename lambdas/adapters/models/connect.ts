import { BatonError } from '../../core/errors.ts';
import type { ModelConfig, ModelOf } from './config.ts';

/**
 * The models that configuration names. Their SDKs are loaded only when one of them is chosen: offline starts without.
 *
 * @throws CallInvalid with one line that says what is missing or wrong
 */
export async function connectModels(config: ModelConfig): Promise<ModelOf> {
  switch (config.provider) {
    case 'openai-compatible': {
      const { openAiCompatibleModels } = await import('./openai-compatible.ts');
      return openAiCompatibleModels(config);
    }
    case 'bedrock': {
      const { bedrockModels } = await import('./bedrock.ts');
      return bedrockModels(config);
    }
    default:
      throw new BatonError('CallInvalid', `there is no model provider ${JSON.stringify(config.provider)}`);
  }
}
