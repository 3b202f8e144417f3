import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { Provider } from '../../core/agent/provider.ts';
import { endpointOf, type ModelConfig, requireBaseUrl, requireModels } from './config.ts';
import { askForResult } from './structured.ts';

/**
 * Any endpoint that speaks OpenAI's chat completions: Ollama, vLLM, LM Studio, llama.cpp, a gateway, OpenAI itself.
 *
 * @throws CallInvalid when the configuration does not name endpoint and models
 */
export function createOpenAiCompatibleProvider(config: ModelConfig): Provider {
  const baseURL = requireBaseUrl(config);
  const models = requireModels(config);
  const endpointTraits = { takesSchema: true, completionTokens: false };
  return {
    name: 'openai-compatible',
    run: async (call) => {
      const key = await config.apiKey?.();
      const sdk = createOpenAICompatible({
        name: 'endpoint',
        baseURL,
        supportsStructuredOutputs: true,
        transformRequestBody: ({ max_tokens: limit, ...body }) =>
          endpointTraits.completionTokens ? { ...body, max_completion_tokens: limit } : { ...body, max_tokens: limit },
        ...(key === undefined || key === '' ? {} : { apiKey: key }),
      });
      const model = models[call.agent.model === 'strong' ? 'strong' : 'standard'];
      return askForResult(
        {
          chat: sdk.chatModel(model),
          model,
          endpoint: endpointOf(baseURL),
          key,
          price: config.pricePerMillion,
          // Strict mode wants every property known beforehand, and facts are free.
          providerOptions: { endpoint: { strictJsonSchema: false } },
          endpointTraits,
        },
        call,
      );
    },
  };
}
