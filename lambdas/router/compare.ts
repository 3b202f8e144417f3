import { readFileSync } from 'node:fs';
import { featuresOf, type FeatureOptions } from '../core/routing/features.ts';
import { readText } from '../core/routing/text.ts';
import { readLabelled } from '../core/routing/evaluation.ts';
import { searchOver } from './bm25.ts';
import { heldOutFile } from './definitions.ts';
import { readExamples } from './examples.ts';
import { learn, learnOptions, prepare, type Example } from './learn.ts';
import { trainingFolder } from './train.ts';

/** Answers the label of a text after having been shown examples. */
type Method = (examples: readonly Example[]) => (text: string) => string;

const regression =
  (features: FeatureOptions): Method =>
  (examples) => {
    const options = { ...learnOptions, features };
    const learned = learn(prepare(examples, options), options);
    return (text) => {
      const scores = learned.score(text);
      return learned.labels[scores.indexOf(Math.max(...scores))] ?? '';
    };
  };

/** Multinomial naive Bayes with add-0.3 smoothing. */
const naiveBayes =
  (features: FeatureOptions): Method =>
  (examples) => {
    const totals = new Map<string, number>();
    const counts = new Map<string, Map<string, number>>();
    const names = new Set<string>();
    for (const { text, label, weight } of examples) {
      const own = counts.get(label) ?? new Map<string, number>();
      counts.set(label, own);
      for (const { name, value } of featuresOf(readText(text), features)) {
        names.add(name);
        own.set(name, (own.get(name) ?? 0) + value * weight);
        totals.set(label, (totals.get(label) ?? 0) + value * weight);
      }
    }
    return (text) => {
      const seen = featuresOf(readText(text), features).filter(({ name }) => names.has(name));
      return bestOf([...counts.keys()], (label) =>
        seen.reduce((sum, { name, value }) => {
          const chance = ((counts.get(label)?.get(name) ?? 0) + 0.3) / ((totals.get(label) ?? 0) + 0.3 * names.size);
          return sum + value * Math.log(chance);
        }, 0),
      );
    };
  };

const words: FeatureOptions = { roles: false, pairs: false, characters: false };
const all: FeatureOptions = { roles: true, pairs: true, characters: true };
const methods: readonly (readonly [string, Method])[] = [
  ['BM25, five neighbours', searchOver],
  ['naive Bayes, words', naiveBayes(words)],
  ['naive Bayes, all features', naiveBayes(all)],
  ['logistic regression, words', regression(words)],
  ['logistic regression, words and pairs', regression({ ...words, pairs: true })],
  ['logistic regression, words and characters', regression({ ...words, characters: true })],
  ['logistic regression, all features', regression(all)],
];

function bestOf(labels: readonly string[], score: (label: string) => number): string {
  return labels.reduce((best, label) => (score(label) > score(best) ? label : best), labels[0] ?? '');
}

/**
 * Prints how often each method gives the right label, strictly and leniently, to the held-out requests of one piece of work.
 * `docs/decisions/0002-first-tier-routing.md` keeps the figures.
 */
const { sentences, terms } = readExamples(trainingFolder);
const requests = readFileSync(heldOutFile, 'utf8')
  .trim()
  .split('\n')
  .map(readLabelled)
  .filter(({ steps }) => steps.length === 0);
for (const [name, method] of methods) {
  for (const withTerms of [false, true]) {
    const answer = method(withTerms ? [...sentences, ...terms] : sentences);
    const decided = requests.map((request) => ({ request, label: answer(request.text) }));
    const strict = decided.filter(({ request, label }) => label === request.label).length;
    const lenient = decided.filter(({ request, label }) => [request.label, ...request.accept].includes(label)).length;
    const share = (count: number): string => `${((100 * count) / requests.length).toFixed(1)} %`;
    process.stdout.write(`${share(strict)}  ${share(lenient)}  ${name}${withTerms ? ', with terms' : ''}\n`);
  }
}
