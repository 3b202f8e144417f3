import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { messageOf } from '../lambdas/core/errors.ts';
import { routeLine } from '../lambdas/core/routing/batch.ts';
import type { Route } from '../lambdas/core/routing/route.ts';
import { CliError } from './errors.ts';
import { type Deployed, readDeployed } from './registry.ts';
import { describeEvaluation, evaluateRequests, readLabelledFile, requireLabels } from './route-eval.ts';
import { describeEvidence, evidenceOf } from './route-explain.ts';
import { addLearnCommand } from './route-learn.ts';
import { type Decide, deciderOf } from './second-tier.ts';
import { columns } from './text.ts';

interface RouteOptions {
  readonly batch?: string;
  readonly eval?: string;
  readonly explain?: true;
  readonly json?: true;
}

export function addRouteCommand(program: Command): void {
  const command = program
    .command('route')
    .enablePositionalOptions()
    .description('say where a request would go, and why, without running it')
    .argument('[text]', 'a request in plain words')
    .option('--explain', 'show what the decision rests on')
    .option('--batch <file>', 'read lines {"id","text"} and print one decision a line')
    .option('--eval <file>', 'read lines {"text","label"}, compare, and print how often the router is right')
    .option('--json', 'print one JSON document')
    .action(async (text: string | undefined, options: RouteOptions) => {
      const given = [text, options.batch, options.eval].filter((one) => one !== undefined);
      if (given.length !== 1) throw new CliError('give either a request in quotes, or --batch FILE, or --eval FILE');
      if (options.explain && text === undefined) throw new CliError('--explain wants a request in quotes');
      const deployed = await readDeployed();
      const decide = deciderOf(deployed, process.env);
      if (options.batch !== undefined) await routeBatch(options.batch, decide);
      else if (options.eval !== undefined) await evaluate(options.eval, decide, deployed, options);
      else if (options.explain) explainTo(text ?? '', deployed, await decide(text ?? ''), options);
      else tell(await decide(text ?? ''), options);
    });
  addLearnCommand(command);
}

const tell = (route: Route, { json }: RouteOptions): void =>
  console.log(json ? JSON.stringify(route) : describeRoute(route));

/** @param route what both tiers came to; the evidence is the first one's */
function explainTo(text: string, { explain, model }: Deployed, route: Route, { json }: RouteOptions): void {
  const evidence = { ...evidenceOf(explain({ text, round: 0, answers: [] }), model.confidence), route };
  console.log(json ? JSON.stringify(evidence) : `${describeRoute(route)}\n\n${describeEvidence(evidence)}`);
}

async function evaluate(file: string, decide: Decide, deployed: Deployed, { json }: RouteOptions): Promise<void> {
  const { registry, workflows, explain } = deployed;
  const requests = await readLabelledFile(file);
  requireLabels(requests, { agents: registry.list(), workflows: workflows.routable() });
  const firstTier = (text: string) => explain({ text, round: 0, answers: [] });
  const evaluation = await evaluateRequests(requests, decide, firstTier);
  console.log(json ? JSON.stringify(evaluation) : describeEvaluation(evaluation));
}

async function routeBatch(file: string, decide: Decide): Promise<void> {
  const input = createReadStream(file);
  let number = 0;
  try {
    for await (const line of createInterface({ input })) {
      number += 1;
      if (line.trim() !== '') process.stdout.write(`${JSON.stringify(await routeLine(decide, line))}\n`);
    }
  } catch (error) {
    throw new CliError(number === 0 ? messageOf(error) : `${file}:${number}: ${messageOf(error)}`);
  }
}

/** A route for a person: who, how sure, why. */
export function describeRoute(route: Route): string {
  const who = route.mode === 'clarify' ? 'the user is asked' : (route.workflow ?? route.agents.join(' → '));
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
