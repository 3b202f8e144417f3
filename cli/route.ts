import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { messageOf } from '../lambdas/core/errors.ts';
import { routeLine } from '../lambdas/core/routing/batch.ts';
import type { Route } from '../lambdas/core/routing/route.ts';
import { CliError } from './errors.ts';
import { readDeployed } from './registry.ts';
import { columns } from './text.ts';

export function addRouteCommand(program: Command): void {
  program
    .command('route')
    .description('say where a request would go, and why, without running it')
    .argument('[text]', 'a request in plain words')
    .option('--batch <file>', 'read lines {"id","text"} and print one decision a line')
    .option('--json', 'print one JSON document')
    .action(async (text: string | undefined, { batch, json }: { batch?: string; json?: true }) => {
      if ((text === undefined) === (batch === undefined)) {
        throw new CliError('give either a request in quotes, or --batch FILE');
      }
      const { route } = await readDeployed();
      if (batch !== undefined) {
        await routeBatch(batch, (line) => routeLine(route, line));
        return;
      }
      const decision = route({ text: text ?? '', round: 0, answers: [] });
      console.log(json ? JSON.stringify(decision) : describeRoute(decision));
    });
}

async function routeBatch(file: string, decide: (line: string) => unknown): Promise<void> {
  const input = createReadStream(file);
  let number = 0;
  try {
    for await (const line of createInterface({ input })) {
      number += 1;
      if (line.trim() !== '') process.stdout.write(`${JSON.stringify(decide(line))}\n`);
    }
  } catch (error) {
    throw new CliError(number === 0 ? messageOf(error) : `${file}:${number}: ${messageOf(error)}`);
  }
}

/** A route for a person: who, how sure, why. */
export function describeRoute(route: Route): string {
  const who = route.mode === 'clarify' ? 'the user is asked' : route.agents.join(' → ');
  return columns([
    ['mode', route.mode],
    ['goes to', who],
    ...(route.domains === undefined || route.domains.length === 0 ? [] : [['with', route.domains.join(', ')]]),
    ['intent', route.intent],
    ['complexity', [route.complexity, ...route.indicators].join('; ')],
    ['confidence', `${Math.round(route.confidence * 100)} % (decided by ${route.decidedBy})`],
    ...(route.question === undefined ? [] : [['question', route.question.replaceAll('\n', '\n            ')]]),
    ...route.reasons.map((reason, index) => [index === 0 ? 'because' : '', reason]),
  ]);
}
