import { describe, expect, test } from '@jest/globals';
import { assemblyFolder } from '../../../cli/assembly.ts';
import { readAssembly, type Resource } from '../../../local/template/assembly.ts';
import { readBlueprint } from '../../../local/template/blueprint.ts';

function blueprintOf(Resources: Record<string, Resource>) {
  return readBlueprint({
    stacks: [{ stackName: 'stack', template: { Resources } }],
    assetFolder: (key) => `/assets/${key}`,
  });
}

const integration = (change: Record<string, unknown> = {}) => ({
  Type: 'AWS::ApiGatewayV2::Integration',
  Properties: { IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0', IntegrationUri: 'arn:f', ...change },
});
const route = (change: Record<string, unknown> = {}) => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: { RouteKey: 'GET /v1/x/{id}', AuthorizationType: 'JWT', Target: 'integrations/I', ...change },
});

describe('what is read out of a template', () => {
  test('the real one has everything that runs', () => {
    const blueprint = readBlueprint(readAssembly(assemblyFolder));
    expect(blueprint.tables.map(({ tableName }) => tableName)).toEqual([
      expect.stringMatching(/-journal$/),
      expect.stringMatching(/-metrics$/),
    ]);
    const agents = blueprint.functions.map(({ functionName }) => functionName.split('-agent-')[1]);
    expect(agents).toEqual(expect.arrayContaining(['network-expert', 'database-agent', 'validator']));
    const machines = blueprint.machines.map(({ name }) => name.replace(/^baton-[^-]+-/, ''));
    expect(machines).toEqual(
      expect.arrayContaining(['coordinate-request', 'run-plan', 'workflow-feature-implementation']),
    );
    for (const { definition } of blueprint.machines) expect(definition).not.toMatch(/\$\{\w+\}/);
    expect(blueprint.rules).toHaveLength(1);
    expect(blueprint.schedules).toMatchObject([{ expression: 'rate(5 minutes)' }]);
    expect(blueprint.buses).toContainEqual(expect.stringMatching(/-events$/));
  });

  test('a function has Lambda’s defaults where the template says nothing', () => {
    const { functions } = blueprintOf({
      F: { Type: 'AWS::Lambda::Function', Properties: { Handler: 'index.handler', Code: { S3Key: 'k.zip' } } },
    });
    expect(functions).toMatchObject([{ functionName: 'F', folder: '/assets/k.zip', timeoutSeconds: 3, memoryMb: 128 }]);
  });

  test('a topic is known by its ARN', () => {
    const { topics } = blueprintOf({ T: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alarms' } } });
    expect(topics).toEqual(['arn:aws:sns:us-east-1:000000000000:alarms']);
  });

  test('a route knows its function and whether it wants a token', () => {
    const { routes } = blueprintOf({
      I: integration(),
      A: route(),
      B: route({ RouteKey: 'GET /v1/health', AuthorizationType: 'NONE' }),
    });
    expect(routes).toEqual([
      { method: 'GET', path: '/v1/x/{id}', functionArn: 'arn:f', protected: true },
      { method: 'GET', path: '/v1/health', functionArn: 'arn:f', protected: false },
    ]);
  });

  test.each<[string, Record<string, Resource>, RegExp]>([
    [
      'a type',
      { Q: { Type: 'AWS::SQS::Queue' } },
      /stack has Q of type AWS::SQS::Queue, which the local runtime does not/,
    ],
    ['an authorization', { I: integration(), A: route({ AuthorizationType: 'AWS_IAM' }) }, /GET .* AWS_IAM/],
    [
      'an integration',
      { I: integration({ PayloadFormatVersion: '1.0' }), A: route() },
      /integration I is no Lambda proxy/,
    ],
    [
      'a rule with a schedule',
      { R: { Type: 'AWS::Events::Rule', Properties: { ScheduleExpression: 'rate(1 day)' } } },
      /rule R has a schedule/,
    ],
  ])('%s that cannot be run here is refused by name', (_name, resources, expected) => {
    expect(() => blueprintOf(resources)).toThrow(expected);
  });

  test('a folder that holds no assembly is named', () => {
    expect(() => readAssembly('/nowhere')).toThrow(/\/nowhere\/manifest.json.*npm run synth/);
  });
});
