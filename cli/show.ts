import type { Command } from 'commander';
import type { Deliverable } from '../lambdas/core/task/ports.ts';
import { CliError } from './errors.ts';
import { connect, type ConnectionOptions, withConnection } from './options.ts';
import { printable } from './text.ts';

export function addShowCommand(program: Command): void {
  const show = program
    .command('show')
    .description('print what was prepared for a request')
    .argument('<id>', 'the request')
    .argument('[deliverable]', 'one thing of it; all when none is named')
    .option('--json', 'print one JSON document');
  withConnection(show).action(
    async (id: string, named: string | undefined, options: ConnectionOptions & { json?: true }) => {
      const client = await connect(options);
      const made = (await client.tasks(id)).flatMap(({ result, compensationResult }) => [
        ...(result?.deliverables ?? []),
        ...(compensationResult?.deliverables ?? []),
      ]);
      const wanted = made.filter((one) => named === undefined || one.id === named);
      if (wanted.length === 0) {
        if (named === undefined) throw new CliError(`nothing was prepared for request ${id}`);
        const there = made.map((one) => one.id).join(', ') || 'nothing';
        throw new CliError(`request ${id} has no deliverable ${named}; there is: ${there}`);
      }
      const deliverables = await Promise.all(wanted.map((one) => client.deliverable(id, one.id)));
      if (options.json) console.log(JSON.stringify({ deliverables }));
      else console.log(deliverables.map(shown).join('\n\n---\n\n'));
    },
  );
}

function shown({ content, withdrawnAt }: Deliverable): string {
  const mark = withdrawnAt === undefined ? '' : `(withdrawn ${withdrawnAt}: its request was undone)\n\n`;
  return printable(mark + content.trim());
}
