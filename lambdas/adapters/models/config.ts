import type { ProviderName } from '../../core/agent/provider.ts';
import type { TokenPrice } from '../../core/agent/usage.ts';
import { BatonError } from '../../core/errors.ts';
import type { StructuredModel } from './structured.ts';

/** Which model does an agent's thinking, and how it is reached. */
export interface ModelConfig {
  readonly provider: ProviderName;
  /** Where the endpoint is, `http://127.0.0.1:11434/v1`; for Bedrock only where it is not AWS's own. */
  readonly baseUrl?: string | undefined;
  /** Reads the key at each call, so that a rotated one is used. Absent: the endpoint wants none; Bedrock signs requests. */
  readonly apiKey?: (() => Promise<string | undefined>) | undefined;
  /** The model for each kind that definitions name. */
  readonly models: { readonly standard: string; readonly strong: string };
  /** US dollars per million tokens. Absent: cost is recorded as 0. */
  readonly pricePerMillion?: TokenPrice | undefined;
  /** Bedrock's region. Absent: the function's own. */
  readonly region?: string | undefined;
}

/** The configured model of a kind, ready for one call: the key is read anew for each. */
export type ModelOf = (kind: keyof ModelConfig['models']) => Promise<StructuredModel>;

/** @throws CallInvalid with one line that says what is missing or wrong, and what to set */
export function requireBaseUrl(config: ModelConfig): string {
  const { provider, baseUrl } = config;
  if (baseUrl === undefined || baseUrl === '') {
    throw new BatonError(
      'CallInvalid',
      `the model provider ${provider} has no base URL: give the endpoint's, as in http://127.0.0.1:11434/v1`,
    );
  }
  if (!URL.canParse(baseUrl) || !/^https?:$/.test(new URL(baseUrl).protocol)) {
    throw new BatonError(
      'CallInvalid',
      `the base URL of the model provider ${provider} is no http(s) address: ${JSON.stringify(endpointOf(baseUrl))}`,
    );
  }
  return baseUrl;
}

/** @throws CallInvalid when no model of that kind is named */
export function requireModels(config: ModelConfig): ModelConfig['models'] {
  for (const kind of ['standard', 'strong'] as const) {
    if (config.models[kind] === '') {
      throw new BatonError(
        'CallInvalid',
        `the model provider ${config.provider} has no ${kind} model: name one that it serves`,
      );
    }
  }
  return config.models;
}

/** An address as it may be shown: without user, password and query. */
export function endpointOf(baseUrl: string): string {
  return baseUrl.replace(/\/\/[^/@]*@/, '//').replace(/[?#].*$/, '');
}
