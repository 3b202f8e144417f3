import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse } from 'yaml';
import { type AgentDefinition, teams } from '../lambdas/core/agent/definition.ts';
import { checkDefinition } from '../lambdas/core/agent/check-definition.ts';
import { invalidRegistry, parseRegistry } from '../lambdas/core/agent/registry.ts';
import { type FieldFault, messageOf } from '../lambdas/core/errors.ts';

const definitionsFolder = join(import.meta.dirname, '../lambdas/agents/definitions');

/**
 * Reads every `<team>/<id>.yaml` below the folder, at build time. All faults are reported at once, by file and field:
 * `infrastructure/network-expert.yaml.limits.memoryMb`.
 *
 * @returns the definitions by id, with defaults filled in, as `registry.json` holds them
 * @throws CallInvalid
 */
export function readRegistry(folder: string = definitionsFolder): readonly AgentDefinition[] {
  const faults: FieldFault[] = [];
  const agents: AgentDefinition[] = [];
  for (const file of yamlFilesIn(folder)) {
    const checked = checkFile(folder, file);
    if ('faults' in checked) faults.push(...checked.faults);
    else agents.push(checked.agent);
  }
  if (faults.length > 0) throw invalidRegistry(faults);
  if (agents.length === 0) throw invalidRegistry([{ field: folder, message: 'holds no agent' }]);
  return parseRegistry(agents).list();
}

function yamlFilesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

function checkFile(folder: string, file: string): { agent: AgentDefinition } | { faults: FieldFault[] } {
  const fault = (field: string, message: string): { faults: FieldFault[] } => ({ faults: [{ field, message }] });
  const place = /^([^/]+)\/([^/]+)\.yaml$/.exec(file);
  if (place === null) return fault(file, 'is not <team>/<id>.yaml');
  const [, team, id] = place;

  let document: unknown;
  try {
    document = parse(readFileSync(join(folder, file), 'utf8'));
  } catch (error) {
    return fault(file, `is not YAML: ${messageOf(error).split('\n')[0]}`);
  }
  const checked = checkDefinition(document, file);
  if ('faults' in checked) return checked;
  const { agent } = checked;
  const faults: FieldFault[] = [];
  if (agent.team !== team) {
    const known = teams.includes(team as (typeof teams)[number]) ? '' : ` (there is no team "${team}")`;
    faults.push({ field: `${file}.team`, message: `is "${agent.team}", but the folder is "${team}"${known}` });
  }
  if (agent.id !== id) faults.push({ field: `${file}.id`, message: `is "${agent.id}", but the file is "${id}.yaml"` });
  return faults.length > 0 ? { faults } : checked;
}
