import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';
import { providerNames } from '../lambdas/core/agent/provider.ts';

/**
 * How a deployment is configured: by `-c key=value` on the command line of `cdk` or of an npm script
 * (`npm run deploy -- -c stage=prod`). All of it is read and checked here.
 */
export interface Config {
  /** Part of every name, so that several deployments fit one account. Tables outlive the stack in `prod` only. */
  readonly stage: string;
  /** Who issues the tokens. Absent: a Cognito user pool is made. */
  readonly identity: { readonly issuer: string; readonly audience: string } | undefined;
  /** The claim of the token that names the tenant. */
  readonly tenantClaim: string;
  readonly model: ModelConfig;
  /** Where agents tell of their effects before they have them. Absent: nobody outside is told. */
  readonly effectsUrl: string | undefined;
  readonly logRetentionDays: RetentionDays;
}

export type ModelConfig = {
  /** US dollars per million tokens, `input,output`. */
  readonly price: string | undefined;
} & (
  | { readonly provider: 'offline' }
  | { readonly provider: 'bedrock'; readonly standard: string; readonly strong: string }
  | {
      readonly provider: 'openai-compatible';
      readonly standard: string;
      readonly strong: string;
      readonly baseUrl: string;
      /** Name of the secret in Secrets Manager that holds the key. Absent: the endpoint wants none. */
      readonly apiKeySecret: string | undefined;
    }
);

/** A configuration that cannot be deployed. The message is one line for the person at the terminal. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/**
 * Global inference profiles: the same id works from every commercial region, and a template that names no region
 * needs exactly that. A deployment whose data must stay in one geography names that geography's profile
 * (`eu.anthropic…`) with `-c modelStandard` and `-c modelStrong`.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
 */
export const bedrockDefaults = {
  standard: 'global.anthropic.claude-haiku-4-5-20251001-v1:0',
  strong: 'global.anthropic.claude-sonnet-5-5',
} as const;

/** What CloudWatch Logs accepts, but for ever. */
const retentionDays = Object.values(RetentionDays).filter(
  (days): days is RetentionDays => typeof days === 'number' && days !== RetentionDays.INFINITE,
);

/** Context that the CDK itself sets or that its feature flags are. */
const foreignKey = /^(aws:|@aws-cdk|aws-cdk:|cdk-)/;

const httpUrl = (protocol: RegExp, expected: string) =>
  z
    .url({ protocol, error: `${expected} is expected` })
    .refine((url) => !/[@#]/.test(url), `${expected} is expected, without a user, a password or a fragment`);

const keys = z.strictObject({
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9]{0,11}$/, 'at most 12 lower-case letters and digits, beginning with a letter, are expected')
    .default('dev'),
  issuer: httpUrl(/^https$/, 'the https:// address of the issuer').optional(),
  audience: z.string().min(1, 'the audience of the tokens is expected').optional(),
  tenantClaim: z
    .string()
    .regex(/^[\w.:/-]{1,128}$/, 'the name of a claim is expected')
    .default('custom:tenant'),
  modelProvider: z.enum(providerNames, { error: `one of ${providerNames.join(', ')} is expected` }).default('bedrock'),
  modelStandard: z.string().min(1, 'the id of a model is expected').optional(),
  modelStrong: z.string().min(1, 'the id of a model is expected').optional(),
  modelBaseUrl: httpUrl(/^https?$/, 'the http(s):// address of the endpoint, usually ending in /v1,').optional(),
  modelApiKeySecret: z
    .string()
    .regex(/^[\w/+=.@-]{1,512}$/, 'the name of a secret in Secrets Manager is expected')
    .optional(),
  modelPrice: z
    .string()
    .regex(/^\d+(\.\d+)?,\d+(\.\d+)?$/, 'two numbers "input,output" are expected, US dollars per million tokens')
    .optional(),
  effectsUrl: httpUrl(/^https$/, 'the https:// address of the ledger of effects').optional(),
  logRetentionDays: z.coerce
    .number({ error: `one of ${retentionDays.join(', ')} is expected` })
    .pipe(z.literal(retentionDays, { error: `one of ${retentionDays.join(', ')} is expected` }))
    .default(RetentionDays.ONE_MONTH),
});
type Keys = z.infer<typeof keys>;

/**
 * Reads the configuration from the app's context.
 *
 * @throws ConfigurationError naming each key that is missing, wrong or unknown
 */
export function readConfig(context: Readonly<Record<string, unknown>>): Config {
  const ours = Object.fromEntries(Object.entries(context).filter(([key]) => !foreignKey.test(key)));
  const parsed = keys.safeParse(ours);
  if (!parsed.success)
    throw new ConfigurationError(parsed.error.issues.map((issue) => explain(issue, ours)).join('; '));
  const values = parsed.data;
  return {
    stage: values.stage,
    identity: readIdentity(values),
    tenantClaim: values.tenantClaim,
    model: readModel(values),
    effectsUrl: values.effectsUrl,
    logRetentionDays: values.logRetentionDays,
  };
}

function explain(issue: z.core.$ZodIssue, given: Readonly<Record<string, unknown>>): string {
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(keys.shape).join(', ');
    return `unknown configuration -c ${issue.keys.join(', -c ')}: known are ${known}`;
  }
  const key = String(issue.path[0]);
  return `-c ${key}=${JSON.stringify(given[key])} is not valid: ${issue.message}`;
}

function readIdentity({ issuer, audience }: Keys): Config['identity'] {
  if (issuer === undefined && audience === undefined) return undefined;
  if (issuer === undefined) throw new ConfigurationError('-c issuer is missing: it goes together with -c audience');
  if (audience === undefined) throw new ConfigurationError('-c audience is missing: it goes together with -c issuer');
  return { issuer, audience };
}

function readModel(values: Keys): ModelConfig {
  const price = values.modelPrice;
  const provider = values.modelProvider;
  const refuse = (...unused: (keyof Keys)[]) => {
    const key = unused.find((name) => values[name] !== undefined);
    if (key !== undefined) throw new ConfigurationError(`-c ${key} has no meaning with -c modelProvider=${provider}`);
  };
  switch (provider) {
    case 'offline':
      refuse('modelStandard', 'modelStrong', 'modelBaseUrl', 'modelApiKeySecret', 'modelPrice');
      return { provider, price };
    case 'bedrock':
      refuse('modelBaseUrl', 'modelApiKeySecret');
      return {
        provider,
        price,
        standard: bedrockModel(values, 'modelStandard', bedrockDefaults.standard),
        strong: bedrockModel(values, 'modelStrong', bedrockDefaults.strong),
      };
    case 'openai-compatible':
      return {
        provider,
        price,
        standard: needed(values, 'modelStandard'),
        strong: needed(values, 'modelStrong'),
        baseUrl: needed(values, 'modelBaseUrl'),
        apiKeySecret: values.modelApiKeySecret,
      };
    default:
      return provider satisfies never;
  }
}

/** The id becomes part of an ARN that a role may invoke, so it may hold nothing that means more than itself. */
function bedrockModel(values: Keys, key: 'modelStandard' | 'modelStrong', fallback: string): string {
  const id = values[key] ?? fallback;
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?$/.test(id)) return id;
  throw new ConfigurationError(
    `-c ${key}=${JSON.stringify(id)} is not valid: the id of a Bedrock model or inference profile is expected`,
  );
}

function needed(values: Keys, key: 'modelStandard' | 'modelStrong' | 'modelBaseUrl'): string {
  const value = values[key];
  if (value === undefined)
    throw new ConfigurationError(`-c ${key} is missing: modelProvider=openai-compatible needs it`);
  return value;
}
