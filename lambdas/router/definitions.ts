import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { AgentDefinition } from '../core/agent/definition.ts';
import { checkDefinition } from '../core/agent/check-definition.ts';
import { messageOf } from '../core/errors.ts';
import type { Remark } from './check.ts';

export const definitionsFolder = join(import.meta.dirname, '..', 'agents', 'definitions');
/** Labelled requests that nothing is learned from: what is measured is measured on these. */
export const heldOutFile = join(import.meta.dirname, 'evaluation', 'held-out.jsonl');
const workflowsFolder = join(import.meta.dirname, '..', '..', 'state-machines', 'workflows');

export interface Definitions {
  readonly agents: readonly AgentDefinition[];
  /** Workflows by name. */
  readonly workflows: readonly string[];
  readonly remarks: readonly Remark[];
}

/** Agents and workflows as they are defined at the moment, and what is wrong with the agents' files. */
export function readDefinitions(folder: string, workflows: string = workflowsFolder): Definitions {
  const agents: AgentDefinition[] = [];
  const remarks: Remark[] = [];
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
  for (const file of files.sort()) {
    const fault = (message: string): number => remarks.push({ severity: 'fault', about: file, message });
    try {
      const checked = checkDefinition(parse(readFileSync(join(folder, file), 'utf8')), '');
      if ('agent' in checked) agents.push(checked.agent);
      else for (const { field, message } of checked.faults) fault(`${field.replace(/^\./, '')}: ${message}`);
    } catch (error) {
      fault(`is not YAML: ${messageOf(error).split('\n')[0] ?? ''}`);
    }
  }
  return { agents, workflows: workflowsIn(workflows), remarks };
}

/** A workflow's file has its name; `compile` checks that. */
const workflowsIn = (folder: string): string[] =>
  readdirSync(folder).flatMap((file) => (file.endsWith('.yaml') ? [file.slice(0, -'.yaml'.length)] : []));
