import { Match } from 'aws-cdk-lib/assertions';
import { agent, agentsTemplate, grantsOf, statements } from './support.ts';

const registry = [
  agent({ id: 'network-expert' }),
  agent({
    id: 'storage-expert',
    limits: { timeoutSeconds: 120, memoryMb: 2048, maxConcurrent: 1, tokensPerTask: 1000 },
  }),
  agent({ id: 'validator', team: 'system' }),
];

describe('the agents stack', () => {
  const template = agentsTemplate({}, registry);

  it('makes one function per agent, with the limits of its definition', () => {
    template.resourceCountIs('AWS::Lambda::Function', 3);
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'baton-dev-agent-storage-expert',
      Timeout: 120,
      MemorySize: 2048,
    });
  });

  it('runs them all on Node 24 and arm64, traced, from the same bundle', () => {
    template.allResourcesProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      TracingConfig: { Mode: 'Active' },
      ReservedConcurrentExecutions: Match.absent(),
    });
    const functions = Object.values(template.findResources('AWS::Lambda::Function'));
    const code = functions.map((one) => JSON.stringify((one as { Properties: { Code: unknown } }).Properties.Code));
    expect(new Set(code).size).toBe(1);
  });

  it('tells each which agent it is and which model thinks for it', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'baton-dev-agent-validator',
      Environment: {
        Variables: {
          BATON_STAGE: 'dev',
          JOURNAL_TABLE: 'baton-dev-journal',
          METRICS_TABLE: 'baton-dev-metrics',
          AGENT_ID: 'validator',
          MODEL_PROVIDER: 'bedrock',
          MODEL_STANDARD: 'global.anthropic.claude-haiku-4-5-20251001-v1:0',
          MODEL_STRONG: 'global.anthropic.claude-sonnet-5-5',
        },
      },
    });
  });

  it('tells each whom to tell of effects, where somebody is to be told', () => {
    const told = agentsTemplate({ effectsUrl: 'https://ledger.example/' }, registry);
    told.allResourcesProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ EFFECTS_URL: 'https://ledger.example/' }) },
    });
    expect(JSON.stringify(template.toJSON())).not.toContain('EFFECTS_URL');
  });

  it('gives each team a role of its own', () => {
    template.resourceCountIs('AWS::IAM::Role', 2);
  });

  it('keeps every team away from the approvals’ partition', () => {
    const denials = statements(template).filter(({ Effect }) => Effect === 'Deny');
    expect(denials).toHaveLength(2);
    for (const denial of denials) {
      expect([denial.Action].flat().sort()).toEqual([
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
      ]);
      expect(denial.Condition).toEqual({ 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': ['T#*#P#*'] } });
    }
  });

  it('lets a team invoke the configured models, through their profiles, and no other', () => {
    const bedrock = grantsOf(template, 'systemrole').filter((grant) => grant.includes('bedrock'));
    const arn = 'Allow bedrock:InvokeModel on arn:<AWS::Partition>:bedrock';
    const models = ['anthropic.claude-haiku-4-5-20251001-v1:0', 'anthropic.claude-sonnet-5-5'];
    const expected = models.flatMap((model) => [
      `${arn}:<AWS::Region>:<AWS::AccountId>:inference-profile/global.${model}`,
      `${arn}:<AWS::Region>::foundation-model/${model}`,
      `${arn}:::foundation-model/${model}`,
    ]);
    expect(bedrock).toEqual(expected.sort());
  });

  it('lets logs go after the configured time', () => {
    template.allResources('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete', Properties: { RetentionInDays: 30 } });
  });
});

describe('with another model', () => {
  it('grants the secret and no model where an endpoint wants a key', () => {
    const template = agentsTemplate({
      modelProvider: 'openai-compatible',
      modelStandard: 'small',
      modelStrong: 'large',
      modelBaseUrl: 'https://models.example/v1',
      modelApiKeySecret: 'baton/key',
    });
    const grants = grantsOf(template, 'infrastructurerole');
    expect(grants).toContain(
      'Allow secretsmanager:GetSecretValue on arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:baton/key-??????',
    );
    expect(grants.filter((grant) => grant.includes('bedrock'))).toEqual([]);
  });

  it('accepts a geographic inference profile, whose regions AWS chooses', () => {
    const template = agentsTemplate({
      modelStandard: 'eu.amazon.nova-lite-v1:0',
      modelStrong: 'eu.amazon.nova-pro-v1:0',
    });
    expect(grantsOf(template, 'infrastructurerole')).toContain(
      'Allow bedrock:InvokeModel on arn:<AWS::Partition>:bedrock:*::foundation-model/amazon.nova-lite-v1:0',
    );
  });

  it('tells offline agents nothing about models', () => {
    const template = agentsTemplate({ modelProvider: 'offline' });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { MODEL_PROVIDER: 'offline', MODEL_STANDARD: Match.absent() } },
    });
    expect(grantsOf(template, 'infrastructurerole').filter((grant) => grant.includes('bedrock'))).toEqual([]);
  });
});

it('refuses an agent whose function’s name AWS would refuse', () => {
  const long = agent({ id: `expert-for-${'very-'.repeat(6)}long` });
  expect(() => agentsTemplate({ stage: 'acceptance' }, [long])).toThrow(/AWS allows 64 characters/);
});
