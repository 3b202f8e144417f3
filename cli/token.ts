import type { Command } from 'commander';
import { DevelopmentIssuer } from '../local/gateway/issuer.ts';
import { defaultData } from './options.ts';

export function addTokenCommand(program: Command): void {
  program
    .command('token')
    .description('print a token for the local API')
    .option('--tenant <tenant>', 'tenant that the token belongs to', 'acme')
    .option('--user <user>', 'user that the token names', 'ada')
    .option('--data <folder>', 'data folder of the local server', defaultData)
    .action(async ({ tenant, user, data }: { tenant: string; user: string; data: string }) => {
      console.log(await DevelopmentIssuer.open(data).token({ tenant, user }));
    });
}
