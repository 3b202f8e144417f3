import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { App, Tags, Validations } from 'aws-cdk-lib';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { AgentDefinition } from '../lambdas/core/agent/definition.ts';
import type { WorkflowSummary } from '../lambdas/core/planning/workflow.ts';
import { AgentsStack } from './agents-stack.ts';
import { type Config, readConfig } from './config.ts';
import { bundleFunction } from './constructs/function-bundle.ts';
import { OrchestrationStack } from './orchestration-stack.ts';
import { StateStack } from './state-stack.ts';
import { readWorkflows } from './workflows.ts';

export interface BatonAppProps {
  readonly registry: readonly AgentDefinition[];
  /**
   * The repository: handlers under `lambdas`, definitions under `state-machines`.
   * @default the one that this file is in
   */
  readonly root?: string;
  /**
   * Context, as `-c` gives it, for a program that has no command line.
   * @default none but the command line's
   */
  readonly context?: Readonly<Record<string, string>>;
  /**
   * Where the assembly goes.
   * @default where the `cdk` command says
   */
  readonly outdir?: string;
}

/**
 * The whole of Baton: reads the configuration, bundles the functions, makes the stacks. Synthesizing it fails on any finding
 * of the AwsSolutions rules that is not acknowledged where it stands.
 *
 * @throws ConfigurationError
 */
export async function batonApp(props: BatonAppProps): Promise<App> {
  const app = new App({
    analyticsReporting: false,
    autoSynth: false,
    context: { ...props.context },
    ...(props.outdir === undefined ? {} : { outdir: props.outdir }),
  });
  const config = readConfig(app.node.getAllContext());
  const root = props.root ?? resolve(import.meta.dirname, '..');
  const registry = [...props.registry].sort((one, other) => (one.id < other.id ? -1 : 1));
  const bundles = mkdtempSync(join(tmpdir(), 'baton-bundles-'));
  try {
    const workflows = readWorkflows(
      join(root, 'state-machines/workflows'),
      registry.map(({ id }) => id),
    );
    const code = await bundleAll(root, bundles, registry, workflows);
    addStacks(app, config, root, registry, workflows, code);
  } finally {
    // The assembly has copies by now.
    rmSync(bundles, { recursive: true, force: true });
  }
  Tags.of(app).add('service', 'baton');
  Tags.of(app).add('stage', config.stage);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

const functions = ['agents', 'api', 'router', 'adviser', 'coordinator', 'reconciler'] as const;
type FunctionCode = Readonly<Record<(typeof functions)[number], Code>>;

/** Bundles are made aside, in a folder of this run alone: two runs at once must not take each other's. */
async function bundleAll(
  root: string,
  outdir: string,
  registry: readonly AgentDefinition[],
  workflows: readonly WorkflowSummary[],
): Promise<FunctionCode> {
  const model: unknown = JSON.parse(readFileSync(join(root, 'lambdas/router/training/model.json'), 'utf8'));
  // Runbooks are for who works by them; they are the larger part of the registry.
  const whoIsWho = registry.map(({ playbook: _playbook, ...agent }) => agent);
  const dataOf: Partial<Record<(typeof functions)[number], Readonly<Record<string, unknown>>>> = {
    agents: { 'registry.json': registry },
    api: { 'registry.json': whoIsWho, 'workflows.json': workflows },
    adviser: { 'registry.json': whoIsWho, 'workflows.json': workflows },
    coordinator: { 'registry.json': whoIsWho },
    router: { 'registry.json': whoIsWho, 'workflows.json': workflows, 'model.json': model },
  };
  const bundled = functions.map(async (name) => {
    const entry = join(root, 'lambdas', name, 'handler.ts');
    return [name, await bundleFunction({ name, entry, root, outdir, data: dataOf[name] ?? {} })] as const;
  });
  return Object.fromEntries(await Promise.all(bundled)) as FunctionCode;
}

function addStacks(
  app: App,
  config: Config,
  root: string,
  registry: readonly AgentDefinition[],
  workflows: readonly WorkflowSummary[],
  code: FunctionCode,
): void {
  const state = new StateStack(app, { stage: config.stage });
  const agents = new AgentsStack(app, { config, registry, code: code.agents });
  const orchestration = new OrchestrationStack(app, {
    config,
    root,
    workflows: workflows.map(({ name }) => name),
    code,
  });
  // Names tie the stacks together, not references: CloudFormation has to be told the order.
  agents.addStackDependency(state);
  orchestration.addStackDependency(agents);
}
