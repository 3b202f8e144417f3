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
    const stopped = await client.cancel(id);
    const since = stopped.rollback?.startedAt;
    await followToEnd(client, stopped, options.json === true, { since, wanted: 'cancelled' });
  });

  const rollBack = program
    .command('roll-back')
    .description('undo a request that is over, or what of it stayed dirty')
    .argument('<id>', 'the request')
    .option('--json', 'print one JSON document');
  withConnection(rollBack).action(async (id: string, options: StopOptions) => {
    const client = await connect(options);
    const stopped = await client.rollBack(id);
    const since = stopped.rollback?.startedAt;
    await followToEnd(client, stopped, options.json === true, { since, wanted: 'rolled-back' });
  });
}
