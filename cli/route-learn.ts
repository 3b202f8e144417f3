import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { documentOf, parseRoutingModel, routingModelFile } from '../lambdas/adapters/routing-model.ts';
import { type LabelledRequest, labelledRequestSchema } from '../lambdas/core/routing/evaluation.ts';
import { type Proposal, proposals } from '../lambdas/core/routing/proposals.ts';
import type { RoutingModel } from '../lambdas/core/routing/router.ts';
import { adopt, type Adoption, isWorse, type Measured, measureOn } from '../lambdas/router/adopt.ts';
import { definitionsFolder, heldOutFile, readDefinitions } from '../lambdas/router/definitions.ts';
import { addExamples, inOneLine, readExamples } from '../lambdas/router/examples.ts';
import { digestOf, train, trainingFolder } from '../lambdas/router/train.ts';
import { CliError } from './errors.ts';
import { readLessons } from './lessons.ts';
import { type ConnectionOptions, connect, withConnection } from './options.ts';
import { percent, readLabelledFile, requireLabels } from './route-eval.ts';
import { columns, shortened } from './text.ts';

interface LearnOptions extends ConnectionOptions {
  readonly file?: string;
  readonly held: string;
  readonly training: string;
  readonly dryRun?: true;
  readonly json?: true;
}

export function addLearnCommand(route: Command): void {
  const learn = route
    .command('learn')
    .description('turn accepted feedback into examples, train anew, and keep what does not lower the accuracy')
    .option('--file <file>', 'lines {"text","label"} instead of the accepted feedback of a running Baton')
    .option('--held <file>', 'labelled requests to measure on; never learned from', heldOutFile)
    .option('--training <folder>', 'where the examples and the model are', trainingFolder)
    .option('--dry-run', 'say what would be kept; write nothing')
    .option('--json', 'print one JSON document');
  withConnection(learn).action(async (options: LearnOptions) => {
    const given = options.file === undefined ? await acceptedAt(options) : await readLabelledFile(options.file);
    if (given.length === 0) throw new CliError('there is no accepted feedback to learn from');
    const outcome = await learnFrom(given, options);
    if (!options.dryRun && outcome.written) write(outcome, options);
    console.log(options.json ? JSON.stringify(asData(outcome)) : describe(outcome, options));
  });
}

/** What people accepted, as the router should have decided it; a rating or a remark on the work says nothing about that. */
async function acceptedAt(options: ConnectionOptions): Promise<LabelledRequest[]> {
  const lessons = await readLessons(await connect(options));
  return lessons.flatMap(({ turns, wanted }) =>
    wanted === undefined ? [] : [labelledRequestSchema.parse({ text: inOneLine(turns.join('. ')), label: wanted })],
  );
}

interface Outcome {
  readonly adoption: Adoption;
  /** How often the model is right that everything was trained for anew; the same as before where nothing is kept. */
  readonly after: Measured;
  readonly model: RoutingModel;
  /** Whether something was kept, and the new model is not worse. */
  readonly written: boolean;
  readonly proposals: readonly Proposal[];
}

async function learnFrom(given: readonly LabelledRequest[], { held: file, training }: LearnOptions): Promise<Outcome> {
  const addressees = readDefinitions(definitionsFolder);
  requireLabels(given, addressees);
  const inUse = modelIn(training);
  const held = await readLabelledFile(file);
  console.error('Trying the requests; each try takes some seconds, and a minute or two is for training what is kept …');
  const adoption = adopt(given, { examples: readExamples(training), held, addressees, model: inUse });
  const some = adoption.kept.length > 0;
  const model = some ? train(adoption.examples, addressees).model : inUse;
  const after = some ? measureOn(held, addressees, model) : adoption.before;
  const written = some && !isWorse(after.evaluation, adoption.before.evaluation);
  return { adoption, after, model, written, proposals: proposals(given, addressees.agents, adoption.before.judged) };
}

/** @throws CliError when the folder has no model that can be read */
function modelIn(folder: string): RoutingModel {
  try {
    return parseRoutingModel(JSON.parse(readFileSync(join(folder, routingModelFile), 'utf8')));
  } catch {
    throw new CliError(`${folder} has no ${routingModelFile} that this version can read: npm run train makes it`);
  }
}

function write({ adoption, model }: Outcome, { training }: LearnOptions): void {
  addExamples(training, adoption.kept);
  const document = documentOf(model, digestOf(readExamples(training)));
  writeFileSync(join(training, routingModelFile), `${JSON.stringify(document)}\n`);
}

const asData = ({ adoption, after, written, proposals }: Outcome) => ({
  written,
  kept: adoption.kept,
  refused: adoption.refused,
  known: adoption.known,
  measured: adoption.measured,
  before: adoption.before.evaluation,
  after: after.evaluation,
  proposals,
});

function describe({ adoption, after, written, proposals }: Outcome, { dryRun }: LearnOptions): string {
  const { kept, refused, known, measured, before } = adoption;
  const row = (name: string, { evaluation }: Measured): string[] => [
    name,
    percent(evaluation.strict),
    percent(evaluation.lenient),
    percent(evaluation.escalations.unneeded),
    percent(evaluation.escalations.missed),
  ];
  return [
    columns([
      [`on ${before.evaluation.total} requests held apart`, 'strictly', 'leniently', 'unneeded escalations', 'missed'],
      row('before', before),
      row('after', after),
    ]),
    '',
    ...listOf(keptAs(written, dryRun), kept),
    ...listOf('refused: the router would be right less often', refused),
    ...listOf('known already', known),
    ...listOf('not learned: the router is measured with them', measured),
    ...proposals.map(wordsOf),
    ...(written && !dryRun ? ['', 'The model is trained; deploy it, or restart the server, to use it.'] : []),
  ].join('\n');
}

function keptAs(written: boolean, dryRun: boolean | undefined): string {
  if (!written)
    return 'would do by themselves, but trained with them the router is right less often: nothing is written';
  return dryRun ? 'would be kept' : 'kept';
}

const listOf = (title: string, requests: readonly LabelledRequest[]): string[] =>
  requests.length === 0
    ? []
    : [
        `${requests.length} ${title}`,
        ...requests.map(({ text, label, steps }) => `  ${steps.join(' > ') || label}  ${shortened(text, 90)}`),
        '',
      ];

const wordsOf = (proposal: Proposal): string =>
  proposal.kind === 'keyword'
    ? `Proposal: add the keyword "${proposal.word}" to ${proposal.agentId} (${proposal.requests} corrected requests speak for it)`
    : `Proposal: let the first tier decide from ${proposal.to * 100} % confidence on instead of ${proposal.from * 100} %: it would decide ${Math.round(proposal.coverage * 100)} % itself, ${(proposal.right * 100).toFixed(1)} % of them right`;
