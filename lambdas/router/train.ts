import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentOf, parseRoutingModel, routingModelFile } from '../adapters/routing-model.ts';
import { createRouter, type RoutingModel } from '../core/routing/router.ts';
import { checkTraining } from './check.ts';
import { definitionsFolder, readDefinitions } from './definitions.ts';
import { readExamples, readTrainingFiles } from './examples.ts';
import { decisionOf, type HeldOut, learnFromHeldOut, type Shown } from './held-out.ts';
import { type Addressees, curriculumOptions, learnClassifiers, prepareAll } from './learn-classifiers.ts';

export interface Training {
  readonly model: RoutingModel;
  /** Sentences, each held apart once, and how many of them the rest of the data got right. */
  readonly heldOut: Tally;
  /** The same by label. */
  readonly byLabel: Tallies;
}

export interface Tally {
  readonly right: number;
  readonly total: number;
}

/** Trains on examples. The same examples and addressees give the same model, byte for byte. */
export function train(examples: Shown, addressees: Addressees): Training {
  const { seen, confidence, side, split } = learnFromHeldOut(examples, addressees);
  const learned = learnClassifiers(prepareAll([...examples.sentences, ...examples.terms], addressees));
  return {
    model: { ...learned, confidence, side, split },
    heldOut: tallyOf(seen),
    byLabel: byLabel(seen),
  };
}

/** What a model was trained on, and how: another digest, another model. */
export const digestOf = (examples: Shown): string =>
  createHash('sha256')
    .update(JSON.stringify([examples, curriculumOptions]))
    .digest('hex');

/** How often a model is right about requests that it may have been trained with, by label. */
function recall(model: RoutingModel, addressees: Addressees, { sentences, sequences }: Shown): Tallies {
  const route = createRouter({ ...addressees, model });
  const wanted = [
    ...sentences.map(({ text, label }) => ({ text, wanted: label })),
    ...sequences.map(({ text, steps }) => ({ text, wanted: steps.join(' > ') })),
  ];
  return byLabel(
    wanted.map((one) => ({
      wanted: one.wanted,
      decided: decisionOf(route({ text: one.text, round: 0, answers: [] })),
    })),
  );
}

type Tallies = ReadonlyMap<string, Tally>;

/** All sequences count as one label. */
const byLabel = (seen: readonly Seen[]): Tallies =>
  new Map(
    [...Map.groupBy(seen, ({ wanted }) => (wanted.includes(' > ') ? 'several steps' : wanted))].map(([label, own]) => [
      label,
      tallyOf(own),
    ]),
  );

type Seen = Pick<HeldOut, 'wanted' | 'decided'>;

const tallyOf = (seen: readonly Seen[]): Tally => ({
  right: seen.filter(({ wanted, decided }) => decided === wanted).length,
  total: seen.length,
});

/** Where the data and the model lie. */
export const trainingFolder = join(import.meta.dirname, 'training');

const usage = `npm run train

Trains the router with the examples in ${trainingFolder}
and writes ${routingModelFile} beside them. Before, everything that is wrong with the examples, or with the agents they are for, is
told by file; nothing is written then. docs/agents.md says what a file looks like.

  -h, --help   show this
`;

/** What the command prints, and how it ends. */
export function main(
  args: readonly string[],
  folder: string = trainingFolder,
  definitions: string = definitionsFolder,
): { text: string; code: number } {
  if (args.some((arg) => arg === '-h' || arg === '--help')) return { text: usage, code: 0 };
  if (args[0] !== undefined) return { text: `"${args[0]}" is no option of this command\n\n${usage}`, code: 2 };
  const read = readDefinitions(definitions);
  const files = readTrainingFiles(folder);
  const remarks = [...read.remarks, ...checkTraining(files, read)];
  const lines = remarks.map(({ severity, about, message }) => `${severity}  ${about}: ${message}\n`).join('');
  const faults = remarks.filter(({ severity }) => severity === 'fault').length;
  if (faults > 0) return { text: `${lines}${faults} to mend; ${routingModelFile} is as it was\n`, code: 1 };
  const file = join(folder, routingModelFile);
  const before = readModel(file);
  const examples = readExamples(folder);
  const training = train(examples, read);
  writeFileSync(file, `${JSON.stringify(documentOf(training.model, digestOf(examples)))}\n`);
  return { text: `${lines}${tableOf(examples, read, training, before)}\n${file}\n`, code: 0 };
}

/** Undefined where there is none yet, or it cannot be read: then there is no before. */
function readModel(file: string): RoutingModel | undefined {
  try {
    return parseRoutingModel(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/**
 * One line per label. Only `held apart` is about sentences that were not shown; the model from before cannot be measured so,
 * therefore both models stand side by side on all sentences.
 */
function tableOf(
  examples: Shown,
  addressees: Addressees,
  training: Training,
  before: RoutingModel | undefined,
): string {
  const former = before === undefined ? undefined : recall(before, addressees, examples);
  const now = recall(training.model, addressees, examples);
  const row = (label: string, of: (tallies: Tallies) => Tally | undefined): string[] => [
    label,
    String(of(training.byLabel)?.total ?? 0),
    former === undefined ? '–' : share(of(former)),
    share(of(now)),
    share(of(training.byLabel)),
  ];
  const rows = [
    ['label', 'examples', 'before', 'after', 'held apart'],
    ...[...training.byLabel.keys()].sort().map((label) => row(label, (tallies) => tallies.get(label))),
    row('all', (tallies) => sumOf([...tallies.values()])),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0))) ?? [];
  return rows
    .map((cells) =>
      cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  '),
    )
    .map((line) => `${line}\n`)
    .join('');
}

const share = (tally: Tally | undefined): string =>
  tally === undefined || tally.total === 0 ? '–' : `${((100 * tally.right) / tally.total).toFixed(1)} %`;

const sumOf = (tallies: readonly Tally[]): Tally => ({
  right: tallies.reduce((sum, { right }) => sum + right, 0),
  total: tallies.reduce((sum, { total }) => sum + total, 0),
});

if (import.meta.main) {
  const { text, code } = main(process.argv.slice(2));
  (code === 0 ? process.stdout : process.stderr).write(text);
  process.exitCode = code;
}
