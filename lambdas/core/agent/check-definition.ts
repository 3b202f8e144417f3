import type { FieldFault } from '../errors.ts';
import type { AgentDefinition } from './definition.ts';
import { placeholdersOf } from './offline/fill.ts';
import { parseDefinition } from './registry.ts';

/**
 * One definition as its author wrote it, or what is wrong with it, each field under `label`. Its runbooks are looked at as well:
 * that is for when a registry is made, and need not be done again by whoever reads it.
 */
export function checkDefinition(
  definition: unknown,
  label: string,
): { agent: AgentDefinition } | { faults: FieldFault[] } {
  const parsed = parseDefinition(definition, label);
  if ('faults' in parsed) return parsed;
  const faults = parsed.agent.playbook.flatMap((playbook) => {
    const { unknown } = placeholdersOf(playbook);
    return unknown.map((name) => ({
      field: `${label}.playbook`,
      message: `"${playbook.title}" uses {${name}}, which is no detail of a request`,
    }));
  });
  return faults.length > 0 ? { faults } : parsed;
}
