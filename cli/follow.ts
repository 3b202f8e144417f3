import { createInterface } from 'node:readline/promises';
import type { ApiClient, RequestView } from './api-client.ts';
import { followRequest } from './progress.ts';
import { describeRequest } from './show-request.ts';
import { printable } from './text.ts';

/** Follows a request to its end, with the person at the terminal if there is one, and prints what came of it. */
export async function followToEnd(client: ApiClient, submitted: RequestView, json: boolean): Promise<void> {
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
