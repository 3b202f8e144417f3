import type { Assembly } from './assembly.ts';
import { Intrinsics, localArn } from './intrinsics.ts';

export interface TableBlueprint {
  readonly tableName: string;
  /** As CreateTable takes it. */
  readonly definition: Readonly<Record<string, unknown>>;
}

export interface FunctionBlueprint {
  readonly functionName: string;
  readonly arn: string;
  /** The folder that the function's code was bundled into. */
  readonly folder: string;
  /** `file.export`, without the file's ending. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
}

export interface MachineBlueprint {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  /** Amazon States Language, with its substitutions made. */
  readonly definition: string;
}

export interface RouteBlueprint {
  readonly method: string;
  /** As API Gateway writes it: `/v1/requests/{id}`. */
  readonly path: string;
  readonly functionArn: string;
  /** Whether a token is asked for. */
  readonly protected: boolean;
}

export interface RuleBlueprint {
  readonly name: string;
  readonly bus: string;
  readonly pattern: Readonly<Record<string, unknown>>;
  readonly targets: readonly { readonly arn: string; readonly input?: string }[];
}

export interface ScheduleBlueprint {
  readonly name: string;
  readonly expression: string;
  readonly target: { readonly arn: string; readonly input?: string };
}

/** All that the local runtime makes of an assembly. */
export interface Blueprint {
  readonly tables: readonly TableBlueprint[];
  readonly functions: readonly FunctionBlueprint[];
  readonly machines: readonly MachineBlueprint[];
  readonly routes: readonly RouteBlueprint[];
  readonly rules: readonly RuleBlueprint[];
  readonly schedules: readonly ScheduleBlueprint[];
  readonly buses: readonly string[];
  /** ARNs of SNS topics. */
  readonly topics: readonly string[];
}

/** Types that shape a deployment and have nothing to run on a laptop. */
const passive = new Set([
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CDK::Metadata',
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolClient',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
]);

/**
 * Reads what is to run out of an assembly's templates.
 *
 * @throws Error naming a resource type or an intrinsic function that the local runtime does not know
 */
export function readBlueprint(assembly: Assembly): Blueprint {
  const blueprint = {
    tables: [] as TableBlueprint[],
    functions: [] as FunctionBlueprint[],
    machines: [] as MachineBlueprint[],
    routes: [] as RouteBlueprint[],
    rules: [] as RuleBlueprint[],
    schedules: [] as ScheduleBlueprint[],
    buses: ['default'],
    topics: [] as string[],
  };
  for (const stack of assembly.stacks) {
    const intrinsics = new Intrinsics(stack);
    for (const [id, { Type: type, Properties }] of Object.entries(stack.template.Resources)) {
      if (passive.has(type)) continue;
      const read = readers[type];
      if (read === undefined) {
        throw new Error(`${stack.stackName} has ${id} of type ${type}, which the local runtime does not know`);
      }
      const properties = intrinsics.resolve(Properties ?? {}) as Properties;
      read(blueprint, { id, properties, assembly, integration: (target) => integrationOf(stack, intrinsics, target) });
    }
  }
  return blueprint;
}

// oxlint-disable-next-line typescript/no-explicit-any -- a template's properties have as many shapes as there are types
type Properties = Record<string, any>;
type Draft = { -readonly [Part in keyof Blueprint]: Blueprint[Part][number][] };

interface Reading {
  readonly id: string;
  readonly properties: Properties;
  readonly assembly: Assembly;
  /** The function's ARN behind `integrations/<id>`. */
  readonly integration: (target: string) => string;
}

const readers: Readonly<Record<string, (draft: Draft, reading: Reading) => void>> = {
  'AWS::DynamoDB::Table': (draft, { id, properties }) => {
    const tableName = String(properties['TableName'] ?? id);
    const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = properties;
    draft.tables.push({
      tableName,
      definition: {
        TableName: tableName,
        AttributeDefinitions,
        KeySchema,
        BillingMode: 'PAY_PER_REQUEST',
        ...(GlobalSecondaryIndexes === undefined ? {} : { GlobalSecondaryIndexes }),
      },
    });
  },

  'AWS::Lambda::Function': (draft, { id, properties, assembly }) => {
    const functionName = String(properties['FunctionName'] ?? id);
    draft.functions.push({
      functionName,
      arn: localArn('lambda', `function:${functionName}`),
      folder: assembly.assetFolder(String(properties['Code']?.S3Key)),
      handler: String(properties['Handler']),
      environment: properties['Environment']?.Variables ?? {},
      timeoutSeconds: Number(properties['Timeout'] ?? 3),
      memoryMb: Number(properties['MemorySize'] ?? 128),
    });
  },

  'AWS::StepFunctions::StateMachine': (draft, { id, properties }) => {
    const name = String(properties['StateMachineName'] ?? id);
    const substitutions: Record<string, unknown> = properties['DefinitionSubstitutions'] ?? {};
    const definition = String(properties['DefinitionString']).replaceAll(/\$\{(\w+)\}/g, (whole, key: string) =>
      key in substitutions ? String(substitutions[key]) : whole,
    );
    const roleArn = String(properties['RoleArn']);
    draft.machines.push({ name, arn: localArn('states', `stateMachine:${name}`), roleArn, definition });
  },

  'AWS::ApiGatewayV2::Route': (draft, { properties, integration }) => {
    const [method = '', path = ''] = String(properties['RouteKey']).split(' ');
    const authorization = properties['AuthorizationType'] ?? 'NONE';
    if (authorization !== 'JWT' && authorization !== 'NONE') {
      throw new Error(
        `route ${method} ${path} is authorized by ${authorization}: the local gateway knows JWT and NONE`,
      );
    }
    draft.routes.push({
      method,
      path,
      functionArn: integration(String(properties['Target'])),
      protected: authorization === 'JWT',
    });
  },

  'AWS::Events::EventBus': (draft, { id, properties }) => {
    draft.buses.push(String(properties['Name'] ?? id));
  },

  'AWS::Events::Rule': (draft, { id, properties }) => {
    if (properties['ScheduleExpression'] !== undefined) {
      throw new Error(`rule ${id} has a schedule: the local runtime knows those of EventBridge Scheduler`);
    }
    draft.rules.push({
      name: String(properties['Name'] ?? id),
      bus: String(properties['EventBusName'] ?? 'default').replace(/^arn:.*event-bus\//, ''),
      pattern: properties['EventPattern'] ?? {},
      targets: (properties['Targets'] ?? []).map(targetOf),
    });
  },

  'AWS::SNS::Topic': (draft, { id, properties }) => {
    draft.topics.push(localArn('sns', String(properties['TopicName'] ?? id)));
  },

  'AWS::Scheduler::Schedule': (draft, { id, properties }) => {
    draft.schedules.push({
      name: String(properties['Name'] ?? id),
      expression: String(properties['ScheduleExpression']),
      target: targetOf(properties['Target']),
    });
  },
};

function targetOf(target: Properties): { arn: string; input?: string } {
  const arn = String(target['Arn']);
  return target['Input'] === undefined ? { arn } : { arn, input: String(target['Input']) };
}

function integrationOf(stack: Assembly['stacks'][number], intrinsics: Intrinsics, target: string): string {
  const id = target.replace('integrations/', '');
  const properties = stack.template.Resources[id]?.Properties;
  if (properties?.['IntegrationType'] !== 'AWS_PROXY' || properties['PayloadFormatVersion'] !== '2.0') {
    throw new Error(`integration ${id} is no Lambda proxy of payload format 2.0, the one that the local gateway knows`);
  }
  return String(intrinsics.resolve(properties['IntegrationUri']));
}
