import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import type { ApiClient, RequestView } from './api-client.ts';
import { connect, type ConnectionOptions, withConnection } from './options.ts';
import { followRequest } from './progress.ts';
import { describeRequest } from './show-request.ts';
import { printable } from './text.ts';

type RunOptions = ConnectionOptions & { readonly session?: string; readonly json?: true };

export function addRunCommand(program: Command): void {
  const run = program
    .command('run')
    .description('send a request in plain words and follow it to its end')
    .argument('<text>', 'the request')
    .option('--session <id>', 'go on in this conversation')
    .option('--json', 'print one JSON document');
  withConnection(run).action(async (text: string, options: RunOptions) => {
    const client = await connect(options);
    const submitted = await client.submit(text, options.session === undefined ? {} : { sessionId: options.session });
    await follow(client, submitted, options.json === true);
  });

  const answer = program
    .command('answer')
    .description('answer the question that a request waits on, and follow it to its end')
    .argument('<id>', 'the request')
    .argument('<text>', 'the answer')
    .option('--json', 'print one JSON document');
  withConnection(answer).action(async (id: string, text: string, options: RunOptions) => {
    const client = await connect(options);
    await follow(client, await client.answer(id, text), options.json === true);
  });
}

/** Follows a request to its end, with the person at the terminal if there is one, and prints what came of it. */
async function follow(client: ApiClient, submitted: RequestView, json: boolean): Promise<void> {
  const first = await followRequest(client, submitted, !json);
  const request = !json && process.stdin.isTTY ? await answerAtTerminal(client, first) : first;
  if (json) console.log(JSON.stringify(request));
  else console.log(`\n${describeRequest(request)}`);
  if (!json && request.status === 'waiting') {
    console.log(`\nnpm run --silent baton -- answer ${printable(request.requestId)} "…"`);
  }
  if (!json && request.status === 'succeeded')
    console.log(`\nRead it: npm run --silent baton -- show ${printable(request.requestId)}`);
  if (request.status !== 'succeeded' && request.status !== 'waiting') process.exitCode = 1;
}

/** Puts each question to the person at the terminal until the request is over. */
async function answerAtTerminal(client: ApiClient, first: RequestView): Promise<RequestView> {
  let request = first;
  while (request.status === 'waiting') {
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    const said = await terminal.question(`\n${printable(request.question?.text ?? 'Please answer')}\n> `);
    terminal.close();
    request = await followRequest(client, await client.answer(request.requestId, said), true);
  }
  return request;
}
