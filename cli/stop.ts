import type { Command } from 'commander';
import { followToEnd } from './follow.ts';
import { connect, type ConnectionOptions, withConnection } from './options.ts';

type StopOptions = ConnectionOptions & { readonly json?: true };

export function addStopCommands(program: Command): void {
  const cancel = program
    .command('cancel')
    .description('cancel a request that is under way, and undo what it did')
    .argument('<id>', 'the request')
    .option('--json', 'print one JSON document');
  withConnection(cancel).action(async (id: string, options: StopOptions) => {
    const client = await connect(options);
    await followToEnd(client, await client.cancel(id), options.json === true);
  });

  const rollBack = program
    .command('roll-back')
    .description('undo a request that is over, or what of it stayed dirty')
    .argument('<id>', 'the request')
    .option('--json', 'print one JSON document');
  withConnection(rollBack).action(async (id: string, options: StopOptions) => {
    const client = await connect(options);
    await followToEnd(client, await client.rollBack(id), options.json === true);
  });
}
