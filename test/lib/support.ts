import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type AgentDefinition, agentDefinitionSchema } from '../../lambdas/core/agent/definition.ts';
import { AgentsStack } from '../../lib/agents-stack.ts';
import { readConfig } from '../../lib/config.ts';
import { OrchestrationStack } from '../../lib/orchestration-stack.ts';

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'baton-lib-'));

export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

export function agent(overrides: Partial<AgentDefinition> = {}): AgentDefinition {
  return agentDefinitionSchema.parse({
    id: 'network-expert',
    team: 'infrastructure',
    title: 'Network expert',
    description: 'Networks',
    capabilities: ['vlan'],
    model: 'standard',
    prompt: 'You know networks.',
    ...overrides,
  });
}

export const machine = {
  QueryLanguage: 'JSONata',
  StartAt: 'Route request',
  States: {
    'Route request': {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: '${RouterFunctionArn}', Payload: '{% $states.input %}' },
      Next: 'Delegate to expert',
    },
    'Delegate to expert': {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: "{% '${AgentFunctionPrefix}' & $states.result.agentId %}" },
      End: true,
    },
  },
};

const planMachine = {
  QueryLanguage: 'JSONata',
  StartAt: 'Settle task',
  States: {
    'Settle task': {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: '${CoordinatorFunctionArn}', Payload: { table: '${JournalTable}' } },
      End: true,
    },
  },
};

const rollbackMachine = {
  QueryLanguage: 'JSONata',
  StartAt: 'Compensate task',
  States: {
    'Compensate task': {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: '${AgentFunctionPrefix}x', Payload: { closedBy: '${CoordinatorFunctionArn}' } },
      End: true,
    },
  },
};

/** The part of a repository that the stacks read, as small as it can be. */
export function writeRepository(folder: string): void {
  const handler = (name: string) => `export const handler = async (): Promise<string> => '${name}';\n`;
  const functions = ['api', 'router', 'adviser', 'coordinator', 'reconciler', 'agents'];
  writeFiles(folder, {
    ...Object.fromEntries(functions.map((name) => [`lambdas/${name}/handler.ts`, handler(name)])),
    'lambdas/router/training/model.json': '{"trained":true}',
    'state-machines/coordinate-request.asl.json': JSON.stringify(machine, null, 2),
    'state-machines/workflows/README.md': 'No workflow yet.',
    'state-machines/run-plan.asl.json': JSON.stringify(planMachine, null, 2),
    'state-machines/roll-back.asl.json': JSON.stringify(rollbackMachine, null, 2),
  });
}

type Context = Readonly<Record<string, string>>;

/** The agents stack by itself: nothing is bundled and no rule is checked, so that it takes no time. */
export function agentsTemplate(context: Context = {}, registry: readonly AgentDefinition[] = [agent()]): Template {
  const config = readConfig(context);
  return Template.fromStack(new AgentsStack(appWithFlags(), { config, registry, code: Code.fromInline('agents') }));
}

/** The orchestration stack by itself, on the small repository. */
export function orchestrationTemplate(context: Context = {}): Template {
  const root = temporaryFolder();
  try {
    writeRepository(root);
    const inline = (name: string) => Code.fromInline(name);
    const code = {
      api: inline('api'),
      router: inline('router'),
      adviser: inline('adviser'),
      coordinator: inline('coordinator'),
      reconciler: inline('reconciler'),
    };
    return Template.fromStack(
      new OrchestrationStack(appWithFlags(), { config: readConfig(context), root, workflows: [], code }),
    );
  } finally {
    removeFolder(root);
  }
}

const appWithFlags = () => new App({ context: flags(), analyticsReporting: false });

/** The feature flags of cdk.json, which the `cdk` command passes on. */
export function flags(): Record<string, string> {
  const file = join(import.meta.dirname, '../../cdk.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { context: Record<string, string> }).context;
}

/** Every policy statement of a template, or of one of its roles. */
export function statements(template: Template, role = ''): Statement[] {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy')) as [string, Policy][];
  return policies
    .filter(([id]) => id.startsWith(role))
    .flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement);
}

interface Policy {
  readonly Properties: { readonly PolicyDocument: { readonly Statement: Statement[] } };
}

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** What a role may do, and may not: `Allow action on resource`, sorted. */
export function grantsOf(template: Template, role: string): string[] {
  return statements(template, role)
    .flatMap(({ Effect, Action, Resource }) =>
      [Action].flat().flatMap((action) => [Resource].flat().map((one) => `${Effect} ${action} on ${readable(one)}`)),
    )
    .sort();
}

/** An ARN as a person reads it: references in angle brackets. */
export function readable(value: unknown): string {
  if (typeof value === 'string') return value;
  const reference = value as { Ref?: string; 'Fn::GetAtt'?: string[]; 'Fn::Join'?: [string, unknown[]] };
  if (reference['Fn::Join'] !== undefined) return reference['Fn::Join'][1].map(readable).join(reference['Fn::Join'][0]);
  if (reference['Fn::GetAtt'] !== undefined) return `<${reference['Fn::GetAtt'].join('.')}>`;
  return `<${reference.Ref ?? JSON.stringify(value)}>`;
}
