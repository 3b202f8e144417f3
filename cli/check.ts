import type { Command } from 'commander';
import type { StatusCheck } from '../lambdas/core/report/status-check.ts';
import { connect, type ConnectionOptions, withConnection } from './options.ts';
import { printable } from './text.ts';

type CheckOptions = ConnectionOptions & { readonly json?: true };

export function addCheckCommands(program: Command): void {
  const check = program
    .command('check')
    .description('look how a running request stands, and follow up what holds it up')
    .argument('<id>', 'the request')
    .option('--json', 'print one JSON document');
  withConnection(check).action(async (id: string, options: CheckOptions) => {
    printCheck(await (await connect(options)).check(id), options.json === true);
  });

  const report = program
    .command('report')
    .description('print the report on a request, with its checklists')
    .argument('<id>', 'the request')
    .option('--json', 'print one JSON document');
  withConnection(report).action(async (id: string, options: CheckOptions) => {
    const made = await (await connect(options)).report(id);
    console.log(options.json === true ? JSON.stringify(made) : printable(made.report));
  });
}

export function printCheck(check: StatusCheck, json: boolean): void {
  console.log(json ? JSON.stringify(check) : printable(check.text));
}
