import { readEnvironment } from '../../../lambdas/adapters/environment.ts';

const variables = {
  BATON_STAGE: 'dev',
  JOURNAL_TABLE: 'baton-dev-journal',
  METRICS_TABLE: 'baton-dev-metrics',
  EVENT_BUS: 'baton-dev',
  COORDINATE_MACHINE_ARN: 'arn:aws:states:eu-central-1:123456789012:stateMachine:coordinate-request',
  TENANT_CLAIM: 'custom:tenant',
  AGENT_ID: 'network-expert',
  MODEL_PROVIDER: 'bedrock',
  MODEL_STANDARD: 'small',
  MODEL_STRONG: 'large',
};

it.each([
  ['BATON_STAGE', 'stage'],
  ['JOURNAL_TABLE', 'journalTable'],
  ['METRICS_TABLE', 'metricsTable'],
  ['EVENT_BUS', 'eventBus'],
  ['COORDINATE_MACHINE_ARN', 'coordinateMachineArn'],
  ['TENANT_CLAIM', 'tenantClaim'],
  ['AGENT_ID', 'agentId'],
] as const)('reads %s, and names it when it is missing or empty', (name, property) => {
  expect(readEnvironment(variables)[property]).toBe(variables[name]);
  for (const missing of [undefined, '']) {
    const environment = readEnvironment({ ...variables, [name]: missing });
    expect(() => environment[property]).toThrow(`the environment variable ${name} is not set`);
  }
});

it('does not ask for what a function does not use', () => {
  expect(readEnvironment({ BATON_STAGE: 'dev' }).stage).toBe('dev');
});

it.each([
  [undefined, 0],
  ['1795000000000', 1_795_000_000_000],
])('takes it that functions may be at work for ever, unless it is told since when: %j', (given, since) => {
  expect(readEnvironment({ FUNCTIONS_SINCE: given }).functionsSince).toBe(since);
});

it.each([
  [undefined, undefined],
  ['', undefined],
  ['https://ledger.example/effects', 'https://ledger.example/effects'],
])('takes the address %j of a ledger of effects for %j', (given, url) => {
  expect(readEnvironment({ EFFECTS_URL: given }).effectsUrl).toBe(url);
});

describe('the model', () => {
  const model = (changes: Record<string, string | undefined> = {}) =>
    readEnvironment({ ...variables, ...changes }).model;

  it('has a provider, two models and 120 seconds a call, and no price unless one is given', () => {
    expect(model()).toEqual({
      provider: 'bedrock',
      standard: 'small',
      strong: 'large',
      baseUrl: undefined,
      apiKey: undefined,
      apiKeySecret: undefined,
      timeoutSeconds: 120,
      price: undefined,
    });
  });

  it('has an address, and a key or the name of its secret, when they are given', () => {
    const given = {
      MODEL_BASE_URL: 'http://127.0.0.1:11434/v1',
      MODEL_API_KEY: 'k',
      MODEL_API_KEY_SECRET: 'baton/key',
    };
    expect(model({ MODEL_PROVIDER: 'openai-compatible', ...given })).toMatchObject({
      provider: 'openai-compatible',
      baseUrl: given.MODEL_BASE_URL,
      apiKey: 'k',
      apiKeySecret: 'baton/key',
    });
  });

  it('is there unless the provider is offline', () => {
    const hasModel = (provider: string) => readEnvironment({ MODEL_PROVIDER: provider }).hasModel;
    expect([hasModel('bedrock'), hasModel('offline')]).toEqual([true, false]);
    expect(() => hasModel('')).toThrow('MODEL_PROVIDER is not set');
  });

  it('needs no models offline', () => {
    const offline = { MODEL_PROVIDER: 'offline', MODEL_STANDARD: undefined, MODEL_STRONG: undefined };
    expect(model(offline)).toMatchObject({ provider: 'offline', standard: '', strong: '' });
  });

  it.each(['MODEL_PROVIDER', 'MODEL_STANDARD', 'MODEL_STRONG'])('names %s when it is missing', (name) => {
    expect(() => model({ [name]: undefined })).toThrow(`the environment variable ${name} is not set`);
  });

  it('names a provider that there is not, and those that there are', () => {
    expect(() => model({ MODEL_PROVIDER: 'ollama' })).toThrow(
      'MODEL_PROVIDER is "ollama": one of offline, openai-compatible, bedrock is expected',
    );
  });

  it.each([
    ['0.25,1', { input: 0.25, output: 1 }],
    ['3, 15', { input: 3, output: 15 }],
    ['0,0', { input: 0, output: 0 }],
    ['', undefined],
  ])('reads the price %j', (text, price) => {
    expect(model({ MODEL_PRICE: text }).price).toEqual(price);
  });

  it.each(['3', '3,15,1', 'cheap,dear', '-1,2', '3,-15', '3;15', ',', '3,'])('refuses the price %j', (text) => {
    expect(() => model({ MODEL_PRICE: text })).toThrow(
      `MODEL_PRICE is ${JSON.stringify(text)}: two numbers "input,output" are expected`,
    );
  });

  it.each(['0', '-5', 'soon', ''])('refuses a time of %j', (text) => {
    expect(() => model({ MODEL_TIMEOUT_SECONDS: text })).toThrow(/^MODEL_TIMEOUT_SECONDS is /);
  });

  it('takes a time in seconds', () => {
    expect(model({ MODEL_TIMEOUT_SECONDS: '7.5' }).timeoutSeconds).toBe(7.5);
  });
});
