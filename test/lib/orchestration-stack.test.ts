import { Match } from 'aws-cdk-lib/assertions';
import { apiRoutes } from '../../lambdas/core/api/routes.ts';
import { grantsOf, orchestrationTemplate, statements } from './support.ts';

const template = orchestrationTemplate();

describe('the API', () => {
  const routes = Object.values(template.findResources('AWS::ApiGatewayV2::Route')).map(
    (route) => (route as { Properties: { RouteKey: string; AuthorizationType: string } }).Properties,
  );

  it('has the routes that the function answers, and no other', () => {
    const declared = Object.values(apiRoutes).map(({ method, path }) => `${method} ${path}`);
    expect(routes.map(({ RouteKey }) => RouteKey).sort()).toEqual(declared.sort());
  });

  it('wants a token on every route that is not declared open', () => {
    const open = Object.values<{ method: string; path: string; open?: true }>(apiRoutes).filter((route) => route.open);
    const unguarded = routes.filter(({ AuthorizationType }) => AuthorizationType !== 'JWT');
    expect(unguarded.map(({ RouteKey }) => RouteKey)).toEqual(open.map(({ method, path }) => `${method} ${path}`));
  });

  it('is throttled and logs each call, without its token', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
      AccessLogSettings: {
        DestinationArn: Match.anyValue(),
        Format: Match.not(Match.stringLikeRegexp('[Aa]uthorization')),
      },
    });
  });

  it('takes the tokens of the user pool', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Audience: [{ Ref: Match.stringLikeRegexp('UserPoolClient') }] },
    });
  });
});

describe('the user pool', () => {
  it('lets nobody sign up, and a client read but not write whose tenant a user is', () => {
    template.hasResourceProperties('AWS::Cognito::UserPool', {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      Schema: [Match.objectLike({ Name: 'tenant', AttributeDataType: 'String' })],
    });
    template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      ReadAttributes: Match.arrayWith(['custom:tenant']),
      WriteAttributes: ['email'],
      GenerateSecret: false,
    });
  });

  it('is not made where an issuer is given', () => {
    const template = orchestrationTemplate({ issuer: 'https://id.example.com/', audience: 'baton' });
    template.resourceCountIs('AWS::Cognito::UserPool', 0);
    template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      JwtConfiguration: { Audience: ['baton'], Issuer: 'https://id.example.com/' },
    });
    expect(Object.keys(template.findOutputs('*'))).not.toContain('UserPoolId');
  });
});

describe('the functions', () => {
  const common = { BATON_STAGE: 'dev', JOURNAL_TABLE: 'baton-dev-journal', METRICS_TABLE: 'baton-dev-metrics' };
  const machineArns = { COORDINATE_MACHINE_ARN: Match.anyValue(), ROLL_BACK_MACHINE_ARN: Match.anyValue() };
  const nestedArns = { RUN_PLAN_MACHINE_ARN: Match.anyValue(), WORKFLOW_MACHINE_PREFIX: Match.anyValue() };
  const bus = { EVENT_BUS: Match.anyValue() };

  it.each([
    ['api', { ...common, ...machineArns, ...nestedArns, TENANT_CLAIM: 'custom:tenant' }],
    ['router', { ...common, MODEL_PROVIDER: 'bedrock' }],
    [
      'adviser',
      {
        ...common,
        MODEL_PROVIDER: 'bedrock',
        MODEL_STANDARD: 'global.anthropic.claude-haiku-4-5-20251001-v1:0',
        MODEL_STRONG: 'global.anthropic.claude-sonnet-5-5',
      },
    ],
    ['coordinator', { ...common, ...bus }],
    ['reconciler', { ...common, ...machineArns, ...bus }],
  ])('%s finds in its environment what it uses and no more', (name, variables) => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: `baton-dev-${name}`,
      Environment: { Variables: Match.exact(variables) },
    });
  });

  const table = 'arn:<AWS::Partition>:dynamodb:<AWS::Region>:<AWS::AccountId>:table/baton-dev';
  const states = 'arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>';
  const journal = ['GetItem', 'PutItem', 'UpdateItem', 'Query'].map(
    (action) => `dynamodb:${action} on ${table}-journal`,
  );
  const lists = `dynamodb:Query on ${table}-journal/index/lists`;
  const start = `states:StartExecution on ${states}:stateMachine:baton-dev-coordinate-request`;
  const release = `states:SendTaskSuccess on ${states}:stateMachine:baton-dev-coordinate-request`;
  const wake = `states:SendTaskSuccess on ${states}:stateMachine:baton-dev-run-plan`;
  const close = `dynamodb:DeleteItem on ${table}-journal`;
  const count = `dynamodb:UpdateItem on ${table}-metrics`;
  const describeExecution = `states:DescribeExecution on ${states}:execution:baton-dev-coordinate-request:*`;
  const undo = `states:StartExecution on ${states}:stateMachine:baton-dev-roll-back`;
  const describeUndo = `states:DescribeExecution on ${states}:execution:baton-dev-roll-back:*`;
  const stop = ['coordinate-request:*', 'run-plan:*', 'workflow-*'].map(
    (executions) => `states:StopExecution on ${states}:execution:baton-dev-${executions}`,
  );
  const publish =
    'events:PutEvents on arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:event-bus/baton-dev-events';

  it.each([
    ['api', [...journal, lists, count, `dynamodb:Query on ${table}-metrics`, start, undo, ...stop, release]],
    ['router', [...journal, count]],
    ['adviser', journal.filter((grant) => /GetItem|Query/.test(grant))],
    ['coordinator', [...journal, close, count, release, wake, publish]],
    ['reconciler', [...journal, close, count, describeExecution, start, describeUndo, undo, publish]],
  ])('%s may do what it does and no more', (name, expected) => {
    const granted = grantsOf(template, `${name}role`).filter((grant) => !/^Deny| (xray|logs|bedrock):/.test(grant));
    expect(granted).toEqual(expected.map((grant) => `Allow ${grant}`).sort());
  });
});

describe('the function that asks a model about a route', () => {
  const offline = orchestrationTemplate({ modelProvider: 'offline' });

  it('may invoke the configured models, and is kept from the approvals, as agents are', () => {
    const granted = grantsOf(template, 'adviserrole');
    expect(granted.filter((grant) => grant.includes(' bedrock:'))).toHaveLength(6);
    const [denial, ...more] = statements(template, 'adviserrole').filter(({ Effect }) => Effect === 'Deny');
    expect(more).toEqual([]);
    expect(denial).toMatchObject({
      Action: expect.arrayContaining(['dynamodb:GetItem', 'dynamodb:Query']),
      Condition: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': ['T#*#P#*'] } },
    });
  });

  it('may invoke none where there is none, and the router knows', () => {
    expect(grantsOf(offline, 'adviserrole').filter((grant) => grant.includes(' bedrock:'))).toEqual([]);
    offline.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'baton-dev-router',
      Environment: { Variables: Match.objectLike({ MODEL_PROVIDER: 'offline' }) },
    });
  });

  it('ends before the machine gives it up', () => {
    template.hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'baton-dev-adviser', Timeout: 12 });
  });
});

describe('reconciliation', () => {
  it('hears when an execution of ours ends badly', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: Match.absent(),
      EventPattern: {
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: {
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
          stateMachineArn: [
            { Ref: Match.stringLikeRegexp('CoordinateRequest') },
            { Ref: Match.stringLikeRegexp('RollBack') },
          ],
        },
      },
    });
  });

  it('sweeps every five minutes', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(5 minutes)',
      Target: { Input: '{"sweep":true}' },
    });
  });
});

it('says where everything is', () => {
  const outputs = [
    'ApiUrl',
    'CoordinateRequestMachineArn',
    'EventBusName',
    'RollBackMachineArn',
    'RunPlanMachineArn',
    'UserPoolClientId',
    'UserPoolId',
  ];
  expect(Object.keys(template.findOutputs('*')).sort()).toEqual(outputs);
});
