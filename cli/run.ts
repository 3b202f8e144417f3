import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { messageOf } from '../lambdas/core/errors.ts';
import type { Fault } from '../lambdas/core/task/faults.ts';
import type { ApiClient, RequestView } from './api-client.ts';
import { CliError } from './errors.ts';
import { parseFault } from './inject.ts';
import { connect, type ConnectionOptions, parseTimeBox, withConnection } from './options.ts';
import { followRequest } from './progress.ts';
import { describeRequest } from './show-request.ts';
import { printable } from './text.ts';

interface RunOptions extends ConnectionOptions {
  readonly session?: string;
  readonly input?: string;
  readonly timeBox?: number;
  readonly inject?: readonly Fault[];
  readonly json?: true;
}

export function addRunCommand(program: Command): void {
  const run = program
    .command('run')
    .description('send a request in plain words, or run a workflow by name, and follow it to its end')
    .argument('<text>', 'the request, or with --input the name of a workflow')
    .option('--input <file>', 'run a workflow, on the input that is in this file as JSON')
    .option('--session <id>', 'go on in this conversation')
    .option('--time-box <seconds>', 'how long the whole request may take', parseTimeBox)
    .option(
      '--inject <fault>',
      'let a task fail on purpose, as step=<task>,attempt=<number>,kind=error|timeout|late|malformed|crash; repeatable',
      (text, faults?: readonly Fault[]) => [...(faults ?? []), parseFault(text)],
    )
    .option('--json', 'print one JSON document');
  withConnection(run).action(async (text: string, options: RunOptions) => {
    const client = await connect(options);
    const asked = options.input === undefined ? { text } : { workflow: text, input: readInput(options.input) };
    const submitted = await client.submit(asked, {
      ...(options.session === undefined ? {} : { sessionId: options.session }),
      ...(options.timeBox === undefined ? {} : { timeBoxSeconds: options.timeBox }),
      ...(options.inject === undefined ? {} : { inject: options.inject }),
    });
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

/** @throws CliError when the file is missing or holds no JSON */
function readInput(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new CliError(`the input ${file} cannot be read: ${messageOf(error)}`);
  }
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
