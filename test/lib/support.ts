import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { type AgentDefinition, agentDefinitionSchema } from '../../lambdas/core/agent/definition.ts';
import { batonApp } from '../../lib/app.ts';

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

/** The part of a repository that the stacks read, as small as it can be. */
export function writeRepository(folder: string): void {
  const handler = (name: string) => `export const handler = async (): Promise<string> => '${name}';\n`;
  const functions = ['api', 'router', 'coordinator', 'reconciler', 'agents'];
  writeFiles(folder, {
    ...Object.fromEntries(functions.map((name) => [`lambdas/${name}/handler.ts`, handler(name)])),
    'lambdas/router/training/model.json': '{"trained":true}',
    'state-machines/coordinate-request.asl.json': JSON.stringify(machine, null, 2),
  });
}

export interface Assembly {
  readonly state: Template;
  readonly agents: Template;
  readonly orchestration: Template;
}

/** Synthesizes the whole app of a small repository, checks and all. */
export function synthesize(
  context: Readonly<Record<string, string>> = {},
  registry: readonly AgentDefinition[] = [agent()],
): Assembly {
  const root = temporaryFolder();
  try {
    writeRepository(root);
    const outdir = join(root, 'cdk.out');
    batonApp({ registry, root, bundles: join(root, 'bundles'), outdir, context: { ...flags(), ...context } }).synth();
    return readAssembly(outdir, context['stage'] ?? 'dev');
  } finally {
    removeFolder(root);
  }
}

export function readAssembly(folder: string, stage: string): Assembly {
  const template = (part: string) =>
    Template.fromJSON(JSON.parse(readFileSync(join(folder, `baton-${stage}-${part}.template.json`), 'utf8')));
  return {
    state: template('state'),
    agents: template('agents'),
    orchestration: template('orchestration'),
  };
}

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
