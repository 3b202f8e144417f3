import { featuresOf, type FeatureOptions } from '../core/routing/features.ts';
import { fillerWords } from '../core/routing/phrase.ts';
import { readText } from '../core/routing/text.ts';
import { readExamples } from './examples.ts';
import { learn, learnOptions, randomFrom, shuffled, vectorOf, type Example } from './learn.ts';
import { trainingFolder } from './train.ts';

/** Answers the label of a text after having been shown examples. */
type Method = (examples: readonly Example[]) => (text: string) => string;

const folds = 5;

const regression =
  (features: FeatureOptions): Method =>
  (examples) => {
    const options = { ...learnOptions, features };
    const learned = learn(examples, options);
    return (text) => {
      const scores = learned.score(vectorOf(text, options.bits, features));
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

/** The label of the nearest examples by BM25 (Robertson, Zaragoza, 2009), k1 = 1.2, b = 0.75; five neighbours vote. */
const bm25: Method = (examples) => {
  const wordsOf = (text: string): string[] =>
    readText(text)
      .tokens.filter(({ word }) => !fillerWords.has(word))
      .map(({ stem }) => stem);
  const documents = examples.map(({ text, label }) => ({ words: wordsOf(text), label }));
  const average = documents.reduce((sum, { words }) => sum + words.length, 0) / documents.length;
  const spread = new Map<string, number>();
  for (const { words } of documents) for (const word of new Set(words)) spread.set(word, (spread.get(word) ?? 0) + 1);
  return (text) => {
    const query = wordsOf(text);
    const ranked = documents
      .map(({ words, label }) => {
        let score = 0;
        for (const word of query) {
          const count = words.filter((other) => other === word).length;
          if (count === 0) continue;
          const found = spread.get(word) ?? 0;
          const rarity = Math.log(1 + (documents.length - found + 0.5) / (found + 0.5));
          score += (rarity * count * 2.2) / (count + 1.2 * (0.25 + (0.75 * words.length) / average));
        }
        return { label, score };
      })
      .sort((a, b) => b.score - a.score)
      .slice(0, 5);
    return bestOf([...new Set(ranked.map(({ label }) => label))], (label) =>
      ranked.reduce((sum, other) => sum + (other.label === label ? other.score : 0), 0),
    );
  };
};

const words: FeatureOptions = { roles: false, pairs: false, characters: false };
const all: FeatureOptions = { roles: true, pairs: true, characters: true };
const methods: readonly (readonly [string, Method])[] = [
  ['BM25, five neighbours', bm25],
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

/** Prints how often each method is right on sentences it was not shown; `docs/decisions/0002-first-tier-routing.md` keeps the figures. */
const { sentences, terms } = readExamples(trainingFolder);
const order = shuffled(sentences.length, randomFrom(7));
for (const [name, method] of methods) {
  for (const withTerms of [false, true]) {
    let right = 0;
    for (let fold = 0; fold < folds; fold += 1) {
      const shown = order.filter((_, place) => place % folds !== fold).flatMap((at) => sentences[at] ?? []);
      const answer = method(withTerms ? [...shown, ...terms] : shown);
      for (const at of order.filter((_, place) => place % folds === fold)) {
        if (answer(sentences[at]?.text ?? '') === sentences[at]?.label) right += 1;
      }
    }
    const share = ((100 * right) / sentences.length).toFixed(1);
    process.stdout.write(`${share} %  ${name}${withTerms ? ', with terms' : ''}\n`);
  }
}
