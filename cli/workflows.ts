import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { messageOf } from '../lambdas/core/errors.ts';
import { compileWorkflow } from '../state-machines/compiler/compile.ts';
import { renderMachine } from '../state-machines/compiler/render.ts';
import { checkWorkflow } from '../state-machines/compiler/validate.ts';
import { root } from './assembly.ts';

/** Where workflows are written, what is compiled from them, and whom they may name. */
export interface WorkflowFolders {
  /** `<name>.yaml` */
  readonly workflows: string;
  /** `<name>.asl.json` */
  readonly compiled: string;
  /** `<team>/<id>.yaml` */
  readonly agents: string;
}

export const workflowFolders: WorkflowFolders = {
  workflows: join(root, 'state-machines/workflows'),
  compiled: join(root, 'state-machines/compiled'),
  agents: join(root, 'lambdas/agents/definitions'),
};

/** A workflow's machine and the file it belongs into, or what is wrong with the workflow, each line naming its file. */
export type Compilation = { readonly file: string; readonly text: string } | { readonly faults: readonly string[] };

/** Compiles every workflow of the folder, in the order of their names; nothing is written. */
export function compileWorkflows(folders: WorkflowFolders = workflowFolders): Compilation[] {
  const agents = agentIds(folders.agents);
  return filesIn(folders.workflows, '.yaml').map((file) => compileFile(join(folders.workflows, file), folders, agents));
}

/** The files of compiled machines that there are. */
export function compiledFiles({ compiled }: WorkflowFolders = workflowFolders): string[] {
  return filesIn(compiled, '.asl.json').map((file) => join(compiled, file));
}

function compileFile(path: string, { compiled }: WorkflowFolders, agents: readonly string[]): Compilation {
  const file = basename(path);
  let document: unknown;
  try {
    document = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return { faults: [`${file}: is not YAML: ${messageOf(error).split('\n')[0]}`] };
  }
  const checked = checkWorkflow(document, { file, agents });
  if ('faults' in checked) return { faults: checked.faults.map(({ field, message }) => `${field}: ${message}`) };
  const { workflow } = checked;
  if (`${workflow.name}.yaml` !== file) return { faults: [`${file}: name: is "${workflow.name}", unlike the file`] };
  return { file: join(compiled, `${workflow.name}.asl.json`), text: renderMachine(compileWorkflow(workflow)) };
}

/** An agent's definition is called after it; whether it is a good one is not of interest here. */
function agentIds(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'));
}

function filesIn(folder: string, ending: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith(ending))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
