import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { messageOf } from '../lambdas/core/errors.ts';
import { type FailurePolicy, failurePolicies } from '../lambdas/core/request/request.ts';
import type { Fault } from '../lambdas/core/task/faults.ts';
import type { ApiClient } from './api-client.ts';
import { CliError } from './errors.ts';
import { printCheck } from './check.ts';
import { followToEnd } from './follow.ts';
import { injectOption } from './inject.ts';
import { connect, type ConnectionOptions, parseTimeBox, withConnection } from './options.ts';

interface RunOptions extends ConnectionOptions {
  readonly session?: string;
  readonly input?: string;
  readonly timeBox?: number;
  readonly inject?: readonly Fault[];
  readonly onFailure?: FailurePolicy;
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
    .addOption(injectOption('let a task fail on purpose'))
    .addOption(
      new Option('--on-failure <policy>', 'what becomes of what several tasks did when one of them fails')
        .choices(failurePolicies)
        .default('roll-back'),
    )
    .option('--json', 'print one JSON document');
  withConnection(run).action(async (text: string, options: RunOptions) => {
    const client = await connect(options);
    if (options.input === undefined) await requireWords(client, text);
    const asked = options.input === undefined ? { text } : { workflow: text, input: readInput(options.input) };
    const submitted = await client.submit(asked, {
      ...(options.session === undefined ? {} : { sessionId: options.session }),
      ...(options.timeBox === undefined ? {} : { timeBoxSeconds: options.timeBox }),
      ...(options.inject === undefined ? {} : { inject: options.inject }),
      ...(options.onFailure === undefined ? {} : { onFailure: options.onFailure }),
    });
    await followToEnd(client, submitted, options.json === true);
  });

  const answer = program
    .command('answer')
    .description('answer the question that a request waits on, and follow it to its end; or ask how it stands')
    .argument('<id>', 'the request')
    .argument('<text>', 'the answer')
    .option('--json', 'print one JSON document');
  withConnection(answer).action(async (id: string, text: string, options: RunOptions) => {
    const client = await connect(options);
    const answered = await client.answer(id, text);
    if (answered.statusCheck !== undefined) {
      printCheck(answered.statusCheck, options.json === true);
      return;
    }
    await followToEnd(client, answered, options.json === true, { since: answered.updatedAt });
  });
}

/** @throws CliError when the text is the name of a workflow, which wants an input */
async function requireWords(client: ApiClient, text: string): Promise<void> {
  const workflow = (await client.workflows()).find(({ name }) => name === text.trim());
  if (workflow === undefined) return;
  const fields = Object.keys(workflow.input).join(', ');
  throw new CliError(`${workflow.name} is a workflow: it wants --input <file>, JSON with the fields ${fields}`);
}

/** @throws CliError when the file is missing or holds no JSON */
function readInput(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new CliError(`the input ${file} cannot be read: ${messageOf(error)}`);
  }
}
