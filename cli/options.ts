import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { DevelopmentIssuer } from '../local/gateway/issuer.ts';
import { longestTimeBox, timeBoxSchema } from '../lambdas/core/request/request.ts';
import { ApiClient } from './api-client.ts';
import { root } from './assembly.ts';

/** Where `npm start` keeps its data, unless `--data` says otherwise. */
export const defaultData = process.env['BATON_DATA'] ?? join(root, '.baton/data');

export interface ConnectionOptions {
  readonly url: string;
  readonly data: string;
  readonly tenant: string;
  readonly user: string;
}

/** Adds what every command needs that talks to a running Baton. */
export function withConnection(command: Command): Command {
  return command
    .option('--url <url>', 'where Baton answers', process.env['BATON_URL'] ?? 'http://localhost:3000')
    .option('--data <folder>', 'data folder of the local server, whose key signs the token', defaultData)
    .option('--tenant <tenant>', 'tenant to act for', 'acme')
    .option('--user <user>', 'user to act as', 'ada');
}

/** A client with a token: the one in BATON_TOKEN, or one that the local issuer signs. */
export async function connect(options: ConnectionOptions): Promise<ApiClient> {
  const token = process.env['BATON_TOKEN'] ?? (await DevelopmentIssuer.open(options.data).token(options));
  return new ApiClient(options.url, token);
}

/** A port from the command line. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}

/** A request's time box from the command line, seconds. */
export function parseTimeBox(text: string): number {
  const seconds = timeBoxSchema.safeParse(Number(text));
  if (seconds.success) return seconds.data;
  throw new InvalidArgumentError(`A time box is a whole number of seconds from 1 to ${longestTimeBox}.`);
}
