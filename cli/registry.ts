import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAssembly } from '../local/template/assembly.ts';
import { type FunctionBlueprint, readBlueprint } from '../local/template/blueprint.ts';
import { parseRegistry, type Registry } from '../lambdas/core/agent/registry.ts';
import { classifierModelSchema } from '../lambdas/core/routing/classifier.ts';
import { createRouter, type Router } from '../lambdas/core/routing/router.ts';
import { assemblyFolder, ensureAssembly } from './assembly.ts';

/** The agents and the router that a deployment has: read from the functions' own bundles, not from the sources. */
export async function readDeployed(): Promise<{ registry: Registry; route: Router }> {
  await ensureAssembly(() => console.error('Synthesizing the template (once, and after each change) …'));
  const { functions } = readBlueprint(readAssembly(assemblyFolder));
  const registry = parseRegistry(readFrom(functions, /^baton-[^-]+-agent-/, 'registry.json') as unknown[]);
  const classifier = classifierModelSchema.parse(readFrom(functions, /^baton-[^-]+-router$/, 'model.json'));
  return { registry, route: createRouter({ agents: registry.list(), classifier }) };
}

/** A data file out of the bundle of the first function of that name. */
function readFrom(functions: readonly FunctionBlueprint[], name: RegExp, file: string): unknown {
  const bundle = functions.find(({ functionName }) => name.test(functionName));
  if (bundle === undefined) throw new Error(`the assembly ${assemblyFolder} has no function ${name}`);
  return JSON.parse(readFileSync(join(bundle.folder, file), 'utf8'));
}
