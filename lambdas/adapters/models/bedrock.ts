import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import { endpointOf, type ModelConfig, type ModelOf, requireBaseUrl, requireModels } from './config.ts';

/**
 * Amazon Bedrock's Converse API. Requests are signed with the function's own role, or carry a Bedrock API key where one is
 * configured. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
 *
 * @throws CallInvalid when the configuration names no models
 */
export function bedrockModels(config: ModelConfig): ModelOf {
  const models = requireModels(config);
  const baseURL = config.baseUrl === undefined || config.baseUrl === '' ? undefined : requireBaseUrl(config);
  const endpointTraits = { takesSchema: true, completionTokens: false };
  return async (kind) => {
    const key = await config.apiKey?.();
    const sdk = createAmazonBedrock({
      ...(config.region === undefined ? {} : { region: config.region }),
      ...(baseURL === undefined ? {} : { baseURL }),
      ...(key === undefined || key === '' ? {} : { apiKey: key }),
    });
    return {
      chat: sdk(models[kind]),
      model: models[kind],
      endpoint:
        baseURL === undefined
          ? `Amazon Bedrock${config.region === undefined ? '' : ` in ${config.region}`}`
          : endpointOf(baseURL),
      key,
      price: config.pricePerMillion,
      // The form goes as a tool's input: Claude's own output format closes every object, and facts are open.
      providerOptions: { amazonBedrock: { structuredOutputMode: 'jsonTool' } },
      endpointTraits,
    };
  };
}
