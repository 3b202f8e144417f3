import { providerNames } from '../lambdas/core/agent/provider.ts';
import { CliError } from './errors.ts';

/** The variables that choose a model, as the agent functions read them. */
const modelVariables = [
  'MODEL_PROVIDER',
  'MODEL_STANDARD',
  'MODEL_STRONG',
  'MODEL_BASE_URL',
  'MODEL_API_KEY',
  'MODEL_PRICE',
  'MODEL_TIMEOUT_SECONDS',
];

/** Bedrock is the one service that a laptop reaches for real, with the caller's own credentials. */
const awsVariables = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_REGION'];

const requiredBy: Readonly<Record<string, readonly string[]>> = {
  'openai-compatible': ['MODEL_BASE_URL', 'MODEL_STANDARD'],
  bedrock: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION'],
};

/** What each variable has to be, where it is set. */
const expected: Readonly<Record<string, { readonly what: string; readonly holds: (value: string) => boolean }>> = {
  MODEL_PROVIDER: {
    what: `one of ${providerNames.join(', ')}`,
    holds: (value) => providerNames.some((name) => name === value),
  },
  MODEL_BASE_URL: {
    what: 'an http(s):// address, usually ending in /v1',
    holds: (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
  },
  MODEL_PRICE: {
    what: 'two numbers "input,output", US dollars per million tokens',
    holds: (value) => /^\d+(\.\d+)?,\d+(\.\d+)?$/.test(value),
  },
  MODEL_TIMEOUT_SECONDS: { what: 'a number of seconds above 0', holds: (value) => Number(value) > 0 },
};

/**
 * What the functions get told of the model: `offline` unless the caller's environment names a provider. Bedrock's models are
 * those of the template, unless the environment names others.
 *
 * @throws CliError naming the variable that is missing or wrong
 */
export function modelEnvironment(variables: NodeJS.ProcessEnv): Record<string, string> {
  const provider = variables['MODEL_PROVIDER'] ?? 'offline';
  const names = provider === 'bedrock' ? [...modelVariables, ...awsVariables] : modelVariables;
  const given = Object.fromEntries(names.flatMap((name) => (variables[name] ? [[name, variables[name]]] : [])));
  const environment: Record<string, string> = { MODEL_PROVIDER: provider, ...given };
  for (const [name, { what, holds }] of Object.entries(expected)) {
    const value = environment[name];
    if (value !== undefined && !holds(value)) throw new CliError(`${name} is "${value}": ${what} is expected`);
  }
  for (const name of requiredBy[provider] ?? []) {
    if (environment[name] === undefined) throw new CliError(`MODEL_PROVIDER=${provider} needs ${name} to be set`);
  }
  const { MODEL_STANDARD: standard } = environment;
  if (standard !== undefined) environment['MODEL_STRONG'] ??= standard;
  return environment;
}

/** Which model that is, for a person: `qwen3 at http://localhost:11434/v1`. */
export function describeModel(environment: Readonly<Record<string, string>>): string {
  const { MODEL_PROVIDER: provider = 'offline', MODEL_STANDARD: standard, MODEL_BASE_URL: baseUrl } = environment;
  if (provider === 'offline') return 'none, offline';
  const where = baseUrl === undefined ? provider : baseUrl.replace(/\/\/[^/@]*@/, '//');
  return standard === undefined ? `${provider}, as the template says` : `${standard} at ${where}`;
}
