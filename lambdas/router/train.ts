import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ClassifierModel, classifierModelSchema, createClassifier } from '../core/routing/classifier.ts';
import { readText } from '../core/routing/text.ts';
import { checkTraining } from './check.ts';
import { definitionsFolder, readDefinitions } from './definitions.ts';
import { readExamples, readTrainingFiles } from './examples.ts';
import {
  learn,
  learnOptions,
  packModel,
  probabilities,
  randomFrom,
  shuffled,
  vectorOf,
  type Example,
} from './learn.ts';

const folds = 5;

export interface Training {
  readonly model: ClassifierModel;
  /** Sentences, each held apart once, and how many of them the rest of the data got right. */
  readonly heldOut: Tally;
  /** The same by label. */
  readonly byLabel: ReadonlyMap<string, Tally>;
}

export interface Tally {
  readonly right: number;
  readonly total: number;
}

/** Trains on everything in a folder. The same folder gives the same model, byte for byte. */
export function train(folder: string): Training {
  return trainOn(readExamples(folder));
}

export function trainOn({ sentences, terms }: ReturnType<typeof readExamples>): Training {
  const seen = [...judgeHeldOut(sentences, terms)];
  const marks = seen.map(({ label, labels, scores }) => ({ label, isRight: labels[bestOf(scores)] === label }));
  const learned = learn([...sentences, ...terms]);
  return {
    model: packModel(learned, temperatureOf(seen), learnOptions.bits),
    heldOut: tallyOf(marks),
    byLabel: new Map([...Map.groupBy(marks, ({ label }) => label)].map(([label, own]) => [label, tallyOf(own)])),
  };
}

/** How often a packed model is right about sentences that it may have been trained with, by label. */
export function recall(model: ClassifierModel, sentences: readonly Example[]): ReadonlyMap<string, Tally> {
  const classify = createClassifier(model);
  const marks = sentences.map(({ text, label }) => {
    const scores = [...classify(readText(text)).scores];
    const best = scores.reduce((a, b) => (b[1] > a[1] ? b : a), ['', -Infinity] as [string, number])[0];
    return { label, isRight: best === label };
  });
  return new Map([...Map.groupBy(marks, ({ label }) => label)].map(([label, own]) => [label, tallyOf(own)]));
}

const bestOf = (scores: Float64Array): number => scores.indexOf(Math.max(...scores));

const tallyOf = (marks: readonly { isRight: boolean }[]): Tally => ({
  right: marks.filter(({ isRight }) => isRight).length,
  total: marks.length,
});

interface Judged {
  readonly label: string;
  readonly labels: readonly string[];
  readonly scores: Float64Array;
  readonly target: number;
}

/** The scores of every sentence by what was learned without it; terms are learned in every fold. */
function* judgeHeldOut(sentences: readonly Example[], terms: readonly Example[]): Generator<Judged> {
  const order = shuffled(sentences.length, randomFrom(7)).flatMap((at) => sentences[at] ?? []);
  for (let fold = 0; fold < folds; fold += 1) {
    const learned = learn([...order.filter((_, place) => place % folds !== fold), ...terms]);
    for (const { text, label } of order.filter((_, place) => place % folds === fold)) {
      const scores = learned.score(vectorOf(text, learnOptions.bits, learnOptions.features));
      yield { label, labels: learned.labels, scores, target: learned.labels.indexOf(label) };
    }
  }
}

/** The divisor of scores under which held-out sentences are least surprising (temperature scaling, Guo et al., 2017). */
function temperatureOf(seen: readonly Judged[]): number {
  const surprise = (temperature: number): number =>
    seen.reduce((sum, { scores, target }) => {
      const chance = probabilities(scores.map((score) => score / temperature))[target] ?? 0;
      return sum - Math.log(Math.max(chance, 1e-9));
    }, 0);
  const candidates = Array.from({ length: 30 }, (_, at) => Math.round(5 + at) / 10);
  return candidates.reduce((best, candidate) => (surprise(candidate) < surprise(best) ? candidate : best));
}

/** Where the data and the model lie. */
export const trainingFolder = join(import.meta.dirname, 'training');

const usage = `npm run train

Trains the router with the examples in ${trainingFolder}
and writes model.json beside them. Before, everything that is wrong with the examples, or with the agents they are for, is
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
  const remarks = [...read.remarks, ...checkTraining(files, read.agents)];
  const lines = remarks.map(({ severity, about, message }) => `${severity}  ${about}: ${message}\n`).join('');
  const faults = remarks.filter(({ severity }) => severity === 'fault').length;
  if (faults > 0) return { text: `${lines}${faults} to mend; model.json is as it was\n`, code: 1 };
  const file = join(folder, 'model.json');
  const before = readModel(file);
  const examples = readExamples(folder);
  const training = trainOn(examples);
  writeFileSync(file, `${JSON.stringify(training.model)}\n`);
  return { text: `${lines}${tableOf(examples.sentences, training, before)}\n${file}\n`, code: 0 };
}

/** Undefined where there is none yet, or it cannot be read: then there is no before. */
function readModel(file: string): ClassifierModel | undefined {
  try {
    return classifierModelSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/**
 * One line per label. Only `held apart` is about sentences that were not shown; the model from before cannot be measured so,
 * therefore both models stand side by side on all sentences.
 */
function tableOf(sentences: readonly Example[], training: Training, before: ClassifierModel | undefined): string {
  const former = before === undefined ? undefined : recall(before, sentences);
  const now = recall(training.model, sentences);
  const row = (label: string, of: (tallies: ReadonlyMap<string, Tally>) => Tally | undefined): string[] => [
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
