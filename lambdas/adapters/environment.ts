import { providerNames, type ProviderName } from '../core/agent/provider.ts';

/**
 * What the functions read from their environment, all of it, in this one place. A variable that is missing fails by name
 * at the first use, not as `undefined` somewhere later.
 */
export interface Environment {
  readonly stage: string;
  readonly journalTable: string;
  readonly metricsTable: string;
  readonly eventBus: string;
  readonly coordinateMachineArn: string;
  readonly rollBackMachineArn: string;
  readonly runPlanMachineArn: string;
  /** What the ARN of every workflow's machine begins with. */
  readonly workflowMachinePrefix: string;
  /** The claim of the token that names the tenant. */
  readonly tenantClaim: string;
  readonly agentId: string;
  /** Functions that started before have ended, milliseconds since the epoch; 0 where they do not end together. */
  readonly functionsSince: number;
  /** Where an account of effects is kept, outside of Baton. */
  readonly effectsUrl: string | undefined;
  /** Whether a model is configured: all that a function has to know that asks none itself. */
  readonly hasModel: boolean;
  readonly model: ModelEnvironment;
}

export interface ModelEnvironment {
  readonly provider: ProviderName;
  readonly standard: string;
  readonly strong: string;
  readonly baseUrl: string | undefined;
  /** The key itself: for a laptop. */
  readonly apiKey: string | undefined;
  /** Name of the secret in Secrets Manager that holds the key: for a deployment. */
  readonly apiKeySecret: string | undefined;
  /** How long one call of the model may take, seconds. */
  readonly timeoutSeconds: number;
  /** US dollars per million tokens, `input,output`. */
  readonly price: { readonly input: number; readonly output: number } | undefined;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** @throws Error naming the variable that is missing or wrong, when it is read */
export function readEnvironment(variables: Variables = process.env): Environment {
  const required = (name: string): string => {
    const value = variables[name];
    if (value === undefined || value === '') throw new Error(`the environment variable ${name} is not set`);
    return value;
  };
  return {
    get stage() {
      return required('BATON_STAGE');
    },
    get journalTable() {
      return required('JOURNAL_TABLE');
    },
    get metricsTable() {
      return required('METRICS_TABLE');
    },
    get eventBus() {
      return required('EVENT_BUS');
    },
    get coordinateMachineArn() {
      return required('COORDINATE_MACHINE_ARN');
    },
    get rollBackMachineArn() {
      return required('ROLL_BACK_MACHINE_ARN');
    },
    get runPlanMachineArn() {
      return required('RUN_PLAN_MACHINE_ARN');
    },
    get workflowMachinePrefix() {
      return required('WORKFLOW_MACHINE_PREFIX');
    },
    get tenantClaim() {
      return required('TENANT_CLAIM');
    },
    get agentId() {
      return required('AGENT_ID');
    },
    get functionsSince() {
      return Number(variables['FUNCTIONS_SINCE'] ?? '0');
    },
    get effectsUrl() {
      return variables['EFFECTS_URL'] === '' ? undefined : variables['EFFECTS_URL'];
    },
    get hasModel() {
      return readProvider(required) !== 'offline';
    },
    get model() {
      return readModel(variables, required);
    },
  };
}

function readModel(variables: Variables, required: (name: string) => string): ModelEnvironment {
  const provider = readProvider(required);
  return {
    provider,
    standard: provider === 'offline' ? '' : required('MODEL_STANDARD'),
    strong: provider === 'offline' ? '' : required('MODEL_STRONG'),
    baseUrl: variables['MODEL_BASE_URL'],
    apiKey: variables['MODEL_API_KEY'],
    apiKeySecret: variables['MODEL_API_KEY_SECRET'],
    timeoutSeconds: readSeconds(variables['MODEL_TIMEOUT_SECONDS'] ?? '120'),
    price: readPrice(variables['MODEL_PRICE']),
  };
}

function readProvider(required: (name: string) => string): ProviderName {
  const named = required('MODEL_PROVIDER');
  const provider = providerNames.find((name) => name === named);
  if (provider !== undefined) return provider;
  throw new Error(`MODEL_PROVIDER is ${JSON.stringify(named)}: one of ${providerNames.join(', ')} is expected`);
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (seconds > 0) return seconds;
  throw new Error(`MODEL_TIMEOUT_SECONDS is ${JSON.stringify(text)}: a number of seconds above 0 is expected`);
}

function readPrice(text: string | undefined): ModelEnvironment['price'] {
  if (text === undefined || text === '') return undefined;
  // An empty part would be read as 0.
  const parts = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [input, output, ...more] = parts;
  if (input === undefined || output === undefined || more.length > 0 || !(input >= 0) || !(output >= 0)) {
    throw new Error(
      `MODEL_PRICE is ${JSON.stringify(text)}: two numbers "input,output" are expected, US dollars per million tokens`,
    );
  }
  return { input, output };
}
