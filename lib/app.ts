import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { App, Tags, Validations } from 'aws-cdk-lib';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { AgentDefinition } from '../lambdas/core/agent/definition.ts';
import { AgentsStack } from './agents-stack.ts';
import { readConfig } from './config.ts';
import { bundleFunction } from './constructs/function-bundle.ts';
import { OrchestrationStack } from './orchestration-stack.ts';
import { StateStack } from './state-stack.ts';

export interface BatonAppProps {
  readonly registry: readonly AgentDefinition[];
  /**
   * The repository: handlers under `lambdas`, definitions under `state-machines`.
   * @default the one that this file is in
   */
  readonly root?: string;
  /**
   * Where bundles are made before the assembly takes them.
   * @default `.baton/bundles` in the root
   */
  readonly bundles?: string;
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
  const bundles = props.bundles ?? join(root, '.baton/bundles');
  const registry = [...props.registry].sort((one, other) => (one.id < other.id ? -1 : 1));
  const bundle = (name: string, data: Readonly<Record<string, unknown>>): Promise<Code> =>
    bundleFunction({ name, entry: join(root, 'lambdas', name, 'handler.ts'), root, outdir: bundles, data });

  const withRegistry = { 'registry.json': registry };
  const [agentCode, api, router, coordinator, reconciler] = await Promise.all([
    bundle('agents', withRegistry),
    bundle('api', withRegistry),
    bundle('router', { ...withRegistry, 'model.json': routerModel(root) }),
    bundle('coordinator', withRegistry),
    bundle('reconciler', withRegistry),
  ]);
  const state = new StateStack(app, { stage: config.stage });
  const agents = new AgentsStack(app, { config, registry, code: agentCode });
  const orchestration = new OrchestrationStack(app, { config, root, code: { api, router, coordinator, reconciler } });
  // Names tie the stacks together, not references: CloudFormation has to be told the order.
  agents.addStackDependency(state);
  orchestration.addStackDependency(agents);

  Tags.of(app).add('service', 'baton');
  Tags.of(app).add('stage', config.stage);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

function routerModel(root: string): unknown {
  return JSON.parse(readFileSync(join(root, 'lambdas/router/training/model.json'), 'utf8'));
}
