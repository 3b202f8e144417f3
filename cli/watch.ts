import type { Command } from 'commander';
import { finish } from './follow.ts';
import { connect, type ConnectionOptions, withConnection } from './options.ts';
import { Follower } from './progress.ts';

export function addWatchCommand(program: Command): void {
  const watch = program
    .command('watch')
    .description('follow a request from its beginning: phases and tasks, what is undone, and the report at the end')
    .argument('<id>', 'the request');
  withConnection(watch).action(async (id: string, options: ConnectionOptions) => {
    const client = await connect(options);
    finish(await new Follower(client, id, true).follow(), false);
  });
}
