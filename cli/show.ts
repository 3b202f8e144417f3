import type { Command } from 'commander';
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
      const made = (await client.tasks(id)).flatMap((task) => task.result?.deliverables ?? []);
      const wanted = made.filter((one) => named === undefined || one.id === named);
      if (wanted.length === 0) {
        const there = made.map((one) => one.id).join(', ') || 'nothing yet';
        throw new CliError(`request ${id} has no deliverable ${named ?? ''}; there is: ${there}`);
      }
      const deliverables = await Promise.all(wanted.map((one) => client.deliverable(id, one.id)));
      if (options.json) console.log(JSON.stringify({ deliverables }));
      else console.log(deliverables.map(({ content }) => printable(content.trim())).join('\n\n---\n\n'));
    },
  );
}
