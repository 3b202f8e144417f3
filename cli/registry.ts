import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAssembly } from '../local/template/assembly.ts';
import { type FunctionBlueprint, readBlueprint } from '../local/template/blueprint.ts';
import { parseRegistry, type Registry } from '../lambdas/core/agent/registry.ts';
import { classifierModelSchema } from '../lambdas/core/routing/classifier.ts';
import { createRouter, type Router } from '../lambdas/core/routing/router.ts';
import { assemblyFolder, ensureAssembly } from './assembly.ts';

/** The agents and the router that a deployment has: read from the router function's own bundle, not from the sources. */
export async function readDeployed(): Promise<{ registry: Registry; route: Router }> {
  await ensureAssembly(() => console.error('Synthesizing the template (once, and after each change) …'));
  const { functions } = readBlueprint(readAssembly(assemblyFolder));
  const bundle = functions.find(isRouter);
  if (bundle === undefined) throw new Error(`the assembly ${assemblyFolder} has no router function`);
  const read = (file: string): unknown => JSON.parse(readFileSync(join(bundle.folder, file), 'utf8'));
  const registry = parseRegistry(read('registry.json') as unknown[]);
  const classifier = classifierModelSchema.parse(read('model.json'));
  return { registry, route: createRouter({ agents: [...registry.list()], classifier }) };
}

function isRouter({ functionName }: FunctionBlueprint): boolean {
  return /^baton-[^-]+-router$/.test(functionName);
}
