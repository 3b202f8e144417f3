import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtRegistry, type Registry } from '../core/agent/registry.ts';
import { BatonError, messageOf } from '../core/errors.ts';

/** The file that the build writes beside each handler: an array of agent definitions. */
export const registryFile = 'registry.json';

/**
 * Reads the agents that were registered when this bundle was built.
 *
 * @param directory where `registry.json` lies: `import.meta.dirname` of the handler
 * @throws CallInvalid when the file is missing, is not JSON, or holds something other than agents
 */
export function readRegistryFile(directory: string): Registry {
  const path = join(directory, registryFile);
  return builtRegistry(definitionsIn(path));
}

function definitionsIn(path: string): unknown[] {
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new BatonError('CallInvalid', `the registry ${path} cannot be read: ${messageOf(cause)}`, { cause });
  }
  if (Array.isArray(document)) return document;
  throw new BatonError('CallInvalid', `the registry ${path} holds ${typeof document}, not an array of agents`);
}
