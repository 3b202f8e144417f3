import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { endpointOf, type ModelConfig, type ModelOf, requireBaseUrl, requireModels } from './config.ts';

/**
 * Any endpoint that speaks OpenAI's chat completions: Ollama, vLLM, LM Studio, llama.cpp, a gateway, OpenAI itself.
 *
 * @throws CallInvalid when the configuration does not name endpoint and models
 */
export function openAiCompatibleModels(config: ModelConfig): ModelOf {
  const baseURL = requireBaseUrl(config);
  const models = requireModels(config);
  const endpointTraits = { takesSchema: true, completionTokens: false };
  return async (kind) => {
    const key = await config.apiKey?.();
    const sdk = createOpenAICompatible({
      name: 'endpoint',
      baseURL,
      supportsStructuredOutputs: true,
      transformRequestBody: ({ max_tokens: limit, ...body }) =>
        endpointTraits.completionTokens ? { ...body, max_completion_tokens: limit } : { ...body, max_tokens: limit },
      ...(key === undefined || key === '' ? {} : { apiKey: key }),
    });
    return {
      chat: sdk.chatModel(models[kind]),
      model: models[kind],
      endpoint: endpointOf(baseURL),
      key,
      price: config.pricePerMillion,
      // Strict mode wants every property known beforehand, and facts are free.
      providerOptions: { endpoint: { strictJsonSchema: false } },
      endpointTraits,
    };
  };
}
