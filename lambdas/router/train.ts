import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClassifier, softmax, type ClassifierModel } from '../core/routing/classifier.ts';
import { readText } from '../core/routing/text.ts';
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

/** Trains on everything in a folder. The same folder gives the same model, byte for byte. */
export function trainModel(folder: string): ClassifierModel {
  const { sentences, terms } = readExamples(folder);
  return packModel(learn([...sentences, ...terms]), temperatureOf(sentences, terms), learnOptions.bits);
}

export interface HeldOut {
  readonly right: number;
  readonly total: number;
}

/** Accuracy on sentences that were held apart, each of them once; terms are learned in every fold. */
export function crossValidate(sentences: readonly Example[], terms: readonly Example[]): HeldOut {
  let right = 0;
  for (const { learned, test } of splits(sentences, terms)) {
    for (const example of test) {
      const scores = learned.score(vectorOf(example.text, learnOptions.bits, learnOptions.features));
      if (learned.labels[scores.indexOf(Math.max(...scores))] === example.label) right += 1;
    }
  }
  return { right, total: sentences.length };
}

function* splits(sentences: readonly Example[], terms: readonly Example[]) {
  const order = shuffled(sentences.length, randomFrom(7));
  const pick = (keep: (place: number) => boolean): Example[] =>
    order.filter((_, place) => keep(place)).flatMap((at) => sentences[at] ?? []);
  for (let fold = 0; fold < folds; fold += 1) {
    yield {
      learned: learn([...pick((place) => place % folds !== fold), ...terms]),
      test: pick((place) => place % folds === fold),
    };
  }
}

/** The divisor of scores under which held-out sentences are least surprising (temperature scaling, Guo et al., 2017). */
function temperatureOf(sentences: readonly Example[], terms: readonly Example[]): number {
  const seen: { scores: Float64Array; target: number }[] = [];
  for (const { learned, test } of splits(sentences, terms)) {
    for (const example of test) {
      const scores = learned.score(vectorOf(example.text, learnOptions.bits, learnOptions.features));
      seen.push({ scores, target: learned.labels.indexOf(example.label) });
    }
  }
  const surprise = (temperature: number): number =>
    seen.reduce((sum, { scores, target }) => {
      const chance = probabilities(scores.map((score) => score / temperature))[target] ?? 0;
      return sum - Math.log(Math.max(chance, 1e-9));
    }, 0);
  const candidates = Array.from({ length: 40 }, (_, at) => 0.2 + at * 0.1);
  return candidates.reduce((best, candidate) => (surprise(candidate) < surprise(best) ? candidate : best));
}

/** Where a model and its data lie. */
export const trainingFolder = join(import.meta.dirname, 'training');

if (import.meta.main) {
  const model = trainModel(trainingFolder);
  const file = join(trainingFolder, 'model.json');
  writeFileSync(file, `${JSON.stringify(model)}\n`);
  const { sentences, terms } = readExamples(trainingFolder);
  const { right, total } = crossValidate(sentences, terms);
  const classify = createClassifier(model);
  const learnt = sentences.filter(({ text, label }) => {
    const chances = [...softmax(classify(readText(text)).scores)];
    return chances.sort((a, b) => b[1] - a[1])[0]?.[0] === label;
  }).length;
  process.stdout.write(
    `${file}: ${total} sentences and ${terms.length} terms for ${model.labels.length} labels\n` +
      `held apart (${folds} folds): ${((100 * right) / total).toFixed(1)} % right; after packing, on what it learned: ${((100 * learnt) / total).toFixed(1)} %\n`,
  );
}
