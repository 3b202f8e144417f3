import { bedrockDefaults, ConfigurationError, readConfig } from '../../lib/config.ts';

describe('readConfig', () => {
  it('deploys to Bedrock with a user pool when nothing is said', () => {
    expect(readConfig({})).toEqual({
      stage: 'dev',
      identity: undefined,
      tenantClaim: 'custom:tenant',
      model: { provider: 'bedrock', price: undefined, ...bedrockDefaults },
      effectsUrl: undefined,
      logRetentionDays: 30,
    });
  });

  it('takes an issuer together with its audience', () => {
    const identity = { issuer: 'https://id.example.com/', audience: 'baton' };
    expect(readConfig(identity).identity).toEqual(identity);
  });

  it('takes any endpoint that speaks the API of OpenAI', () => {
    const model = { modelStandard: 'llama3.3', modelStrong: 'qwen3', modelBaseUrl: 'http://models.example:11434/v1' };
    expect(readConfig({ modelProvider: 'openai-compatible', ...model }).model).toEqual({
      provider: 'openai-compatible',
      standard: 'llama3.3',
      strong: 'qwen3',
      baseUrl: 'http://models.example:11434/v1',
      apiKeySecret: undefined,
      price: undefined,
    });
  });

  it('takes the address of a ledger of effects', () => {
    expect(readConfig({ effectsUrl: 'https://ledger.example/' }).effectsUrl).toBe('https://ledger.example/');
  });

  it('reads numbers as the command line gives them', () => {
    expect(readConfig({ logRetentionDays: '7', modelPrice: '1,5' })).toMatchObject({
      logRetentionDays: 7,
      model: { price: '1,5' },
    });
  });

  it('lets context of the CDK itself pass', () => {
    const context = { 'aws:cdk:enable-path-metadata': true, '@aws-cdk/aws-iam:minimizePolicies': true };
    expect(readConfig(context).stage).toBe('dev');
  });

  it.each([
    [{ stage: 'Prod' }, '-c stage="Prod" is not valid: at most 12 lower-case letters'],
    [{ stage: 'a-stage' }, '-c stage="a-stage" is not valid'],
    [{ stage: 'thirteenchars' }, '-c stage="thirteenchars" is not valid'],
    [{ stgae: 'prod' }, 'unknown configuration -c stgae: known are stage, issuer'],
    [{ issuer: 'https://id.example.com' }, '-c audience is missing'],
    [{ audience: 'baton' }, '-c issuer is missing'],
    [{ issuer: 'http://id.example.com', audience: 'baton' }, '-c issuer="http://id.example.com" is not valid'],
    [{ tenantClaim: 'a claim' }, '-c tenantClaim="a claim" is not valid'],
    [{ modelProvider: 'openai' }, '-c modelProvider="openai" is not valid: one of offline, openai-compatible, bedrock'],
    [{ modelProvider: 'openai-compatible' }, '-c modelStandard is missing'],
    [{ modelProvider: 'openai-compatible', modelStandard: 'a', modelStrong: 'b' }, '-c modelBaseUrl is missing'],
    [{ modelStandard: 'arn:aws:bedrock:*' }, '-c modelStandard="arn:aws:bedrock:*" is not valid'],
    [{ modelBaseUrl: 'http://localhost/v1' }, '-c modelBaseUrl has no meaning with -c modelProvider=bedrock'],
    [{ modelProvider: 'offline', modelStrong: 'x' }, '-c modelStrong has no meaning with -c modelProvider=offline'],
    [{ modelPrice: 'cheap' }, '-c modelPrice="cheap" is not valid: two numbers'],
    [
      { effectsUrl: 'http://ledger.example' },
      '-c effectsUrl="http://ledger.example" is not valid: the https:// address',
    ],
    [{ logRetentionDays: '2' }, '-c logRetentionDays="2" is not valid: one of 1, 3, 5'],
  ])('refuses %j in one line that names the key', (context, message) => {
    const refusal = refusalOf(() => readConfig(context));
    expect(refusal).toContain(message);
    expect(refusal).not.toContain('\n');
  });

  it('names all that is wrong at once', () => {
    expect(refusalOf(() => readConfig({ stage: '', color: 'red' }))).toMatch(/stage.*color/);
  });
});

function refusalOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  throw new Error('was not refused');
}
