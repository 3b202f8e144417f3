import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import type { Command } from 'commander';
import { root } from './assembly.ts';
import { CliError } from './errors.ts';
import { compiledFiles, compileWorkflows, type WorkflowFolders, workflowFolders } from './workflows.ts';

export function addCompileCommand(program: Command): void {
  program
    .command('compile')
    .description('compile the workflows of the repository to state machines')
    .option('--check', 'write nothing; fail when a machine is not what its workflow says')
    .action(({ check }: { check?: true }) => console.log(compile(workflowFolders, check === true)));
}

/**
 * Writes the machine of each workflow, or with `check` only compares.
 *
 * @returns what was done, in one line
 * @throws CliError naming every file that is faulty, and with `check` every one that is out of date
 */
export function compile(folders: WorkflowFolders, check: boolean): string {
  const compilations = compileWorkflows(folders);
  const faults = compilations.flatMap((one) => ('faults' in one ? one.faults : []));
  const machines = compilations.flatMap((one) => ('faults' in one ? [] : [one]));
  // A faulty workflow may be the one that a machine belongs to: whose it is can only be told without faults.
  const orphans =
    faults.length > 0 ? [] : compiledFiles(folders).filter((file) => machines.every((one) => one.file !== file));
  const complaints = [...faults, ...orphans.map((file) => `${shown(file)}: no workflow has this name; delete it`)];
  const stale = machines.filter(({ file, text }) => !existsSync(file) || readFileSync(file, 'utf8') !== text);
  if (check) complaints.push(...stale.map(({ file }) => `${shown(file)}: is out of date; run baton compile`));
  if (complaints.length > 0) throw new CliError(['workflows have problems:', ...complaints].join('\n  '));
  const all = `${machines.length} workflow${machines.length === 1 ? '' : 's'}`;
  if (check) return `${all} checked`;
  for (const { file, text } of stale) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return [`${all} compiled`, ...stale.map(({ file }) => `${shown(file)} written`)].join(', ');
}

function shown(file: string): string {
  const path = relative(root, file);
  return path.startsWith('..') ? file : path;
}
