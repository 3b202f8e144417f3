import type { Command } from 'commander';
import { addAslCheckCommand } from './asl-check.ts';
import { addAslRunCommand } from './asl-run.ts';
import { addAslTestCommand } from './asl-test.ts';

export function addAslCommand(program: Command): void {
  const asl = program.command('asl').description('work on state machines, without a server');
  addAslCheckCommand(asl);
  addAslTestCommand(asl);
  addAslRunCommand(asl);
}
