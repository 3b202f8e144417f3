import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClassifierModel } from '../core/routing/classifier.ts';
import { readExamples } from './examples.ts';
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
  readonly heldOut: { readonly right: number; readonly total: number };
}

/** Trains on everything in a folder. The same folder gives the same model, byte for byte. */
export function train(folder: string): Training {
  const { sentences, terms } = readExamples(folder);
  const seen = [...judgeHeldOut(sentences, terms)];
  const right = seen.filter(({ scores, target }) => scores.indexOf(Math.max(...scores)) === target).length;
  const learned = learn([...sentences, ...terms]);
  return { model: packModel(learned, temperatureOf(seen), learnOptions.bits), heldOut: { right, total: seen.length } };
}

interface Judged {
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
      yield { scores, target: learned.labels.indexOf(label) };
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

if (import.meta.main) {
  const { model, heldOut } = train(trainingFolder);
  const file = join(trainingFolder, 'model.json');
  writeFileSync(file, `${JSON.stringify(model)}\n`);
  const share = ((100 * heldOut.right) / heldOut.total).toFixed(1);
  process.stdout.write(`${file}: ${share} % of ${heldOut.total} sentences right when held apart (${folds} folds)\n`);
}
