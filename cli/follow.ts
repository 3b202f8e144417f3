import { createInterface } from 'node:readline/promises';
import type { RequestStatus } from '../lambdas/core/request/status.ts';
import type { ApiClient, RequestView } from './api-client.ts';
import { printCheck } from './check.ts';
import { Follower } from './progress.ts';
import { describeRequest } from './show-request.ts';
import { printable } from './text.ts';

/**
 * Follows a request to its end, with the person at the terminal if there is one, and prints what came of it.
 *
 * @param of.since what happened before is not told; ISO 8601
 * @param of.wanted the status that is no failure of the command
 */
export async function followToEnd(
  client: ApiClient,
  { requestId }: RequestView,
  json: boolean,
  { since, wanted }: { since?: string | undefined; wanted?: RequestStatus } = {},
): Promise<void> {
  const follower = new Follower(client, requestId, !json, since);
  const first = await follower.follow();
  const last = !json && process.stdin.isTTY ? await answerAtTerminal(client, follower, first) : first;
  finish(last, json, wanted);
}

/** Puts each question to the person at the terminal until the request is over. */
async function answerAtTerminal(client: ApiClient, follower: Follower, first: RequestView): Promise<RequestView> {
  let request = first;
  while (request.status === 'waiting') {
    const { statusCheck } = await client.answer(request.requestId, await askAtTerminal(request));
    if (statusCheck !== undefined) printCheck(statusCheck, false);
    request = await follower.follow();
  }
  return request;
}

/** Prints what came of a request, and says by the exit code whether that is what was wanted. */
export function finish(request: RequestView, json: boolean, wanted: RequestStatus = 'succeeded'): void {
  const id = printable(request.requestId);
  if (json) console.log(JSON.stringify(request));
  else {
    console.log(`\n${describeRequest(request)}`);
    console.log(`\n${id} is ${request.status}.`);
    if (request.status === 'waiting') console.log(`\nnpm run --silent baton -- answer ${id} "…"`);
    if (request.status === 'succeeded') console.log(`\nRead it: npm run --silent baton -- show ${id}`);
    if (request.status === 'rollback-failed') {
      console.log(`\nTry again what stayed dirty: npm run --silent baton -- roll-back ${id}`);
    }
  }
  if (request.status !== wanted && request.status !== 'waiting') process.exitCode = 1;
}

async function askAtTerminal({ question }: RequestView): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const said = await terminal.question(`\n${printable(question?.text ?? 'Please answer')}\n> `);
  terminal.close();
  return said;
}
