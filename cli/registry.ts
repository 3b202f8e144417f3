import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAssembly } from '../local/template/assembly.ts';
import { type FunctionBlueprint, readBlueprint } from '../local/template/blueprint.ts';
import { parseRegistry, type Registry } from '../lambdas/core/agent/registry.ts';
import { parseWorkflows, type Workflows } from '../lambdas/core/planning/workflow.ts';
import { parseRoutingModel } from '../lambdas/adapters/routing-model.ts';
import {
  createExplainer,
  type Explained,
  type RouterInput,
  type RoutingModel,
} from '../lambdas/core/routing/router.ts';
import { assemblyFolder, ensureAssembly } from './assembly.ts';

export interface Deployed {
  readonly registry: Registry;
  readonly workflows: Workflows;
  readonly model: RoutingModel;
  readonly explain: (input: RouterInput) => Explained;
  /** What the template tells the function that asks a model about routes. */
  readonly adviserEnvironment: Readonly<Record<string, string>>;
}

const router = /^baton-[^-]+-router$/;

/** The agents and the router that a deployment has: read from the functions' own bundles, not from the sources. */
export async function readDeployed(): Promise<Deployed> {
  await ensureAssembly(() => console.error('Synthesizing the template (once, and after each change) …'));
  const { functions } = readBlueprint(readAssembly(assemblyFolder));
  const registry = parseRegistry(readFrom(functions, /^baton-[^-]+-agent-/, 'registry.json') as unknown[]);
  const model = parseRoutingModel(readFrom(functions, router, 'model.json'));
  const workflows = parseWorkflows(readFrom(functions, router, 'workflows.json'));
  const explain = createExplainer({ agents: registry.list(), workflows: workflows.routable(), model });
  const { environment: adviserEnvironment } = functionOf(functions, /^baton-[^-]+-adviser$/);
  return { registry, workflows, model, explain, adviserEnvironment };
}

/** A data file out of the bundle of the first function of that name. */
function readFrom(functions: readonly FunctionBlueprint[], name: RegExp, file: string): unknown {
  return JSON.parse(readFileSync(join(functionOf(functions, name).folder, file), 'utf8'));
}

function functionOf(functions: readonly FunctionBlueprint[], name: RegExp): FunctionBlueprint {
  const found = functions.find(({ functionName }) => name.test(functionName));
  if (found === undefined) throw new Error(`the assembly ${assemblyFolder} has no function ${name}`);
  return found;
}
