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

/**
 * What the functions get told of the model: `offline` unless the caller's environment names a provider. Bedrock's models are
 * those of the template, unless the environment names others.
 *
 * @throws CliError naming the variable that is missing
 */
export function modelEnvironment(variables: NodeJS.ProcessEnv): Record<string, string> {
  const provider = variables['MODEL_PROVIDER'] ?? 'offline';
  const names = provider === 'bedrock' ? [...modelVariables, ...awsVariables] : modelVariables;
  const given = Object.fromEntries(names.flatMap((name) => (variables[name] ? [[name, variables[name]]] : [])));
  const environment: Record<string, string> = { MODEL_PROVIDER: provider, ...given };
  for (const name of requiredBy[provider] ?? []) {
    if (environment[name] === undefined) throw new CliError(`MODEL_PROVIDER=${provider} needs ${name} to be set`);
  }
  const { MODEL_STANDARD: standard } = environment;
  if (standard !== undefined) environment['MODEL_STRONG'] ??= standard;
  return environment;
}

const requiredBy: Readonly<Record<string, readonly string[]>> = {
  'openai-compatible': ['MODEL_BASE_URL', 'MODEL_STANDARD'],
  bedrock: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION'],
};
