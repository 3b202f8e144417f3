import { bucketOf, type Feature } from './features.ts';
import { fillerWords } from './phrase.ts';
import type { Text } from './text.ts';

/** What was learned from the examples; docs/decisions/0002 says how. */
export interface ClassifierModel {
  readonly labels: readonly string[];
  /** Features fall into `2^bits` buckets. */
  readonly bits: number;
  /** What one unit of a weight is worth. */
  readonly scale: number;
  /** One number per label. */
  readonly bias: readonly number[];
  /** `2^bits` rows, one weight per label in each. */
  readonly weights: Int8Array;
}

export interface Classification {
  /** Score of each label before normalisation; only differences mean something. */
  readonly scores: ReadonlyMap<string, number>;
  /** The words that spoke most for a label, strongest first. */
  wordsFor(label: string, count: number): string[];
}

/** `features` are the text's. */
export type Classifier = (text: Text, features: readonly Feature[]) => Classification;

/** A text as the classifier sees it: each bucket once, with the strongest of what fell into it, and length one overall. */
export interface Vector {
  readonly buckets: Uint32Array;
  readonly values: Float64Array;
}

export function vectorOf(features: readonly Feature[], bits: number): Vector {
  const strongest = scratchOf(bits);
  const buckets: number[] = [];
  for (const feature of features) {
    const bucket = bucketOf(feature, bits);
    const before = strongest[bucket] ?? 0;
    if (before === 0) buckets.push(bucket);
    // A word said ten times says no more than a word said once.
    if (feature.value > before) strongest[bucket] = feature.value;
  }
  const values = Float64Array.from(buckets, (bucket) => strongest[bucket] ?? 0);
  let squares = 0;
  for (const value of values) squares += value * value;
  const norm = Math.sqrt(squares) || 1;
  for (const bucket of buckets) strongest[bucket] = 0;
  return { buckets: Uint32Array.from(buckets), values: values.map((value) => value / norm) };
}

/** Where values are gathered by bucket; all zero between two uses. */
const scratches = new Map<number, Float64Array>();

function scratchOf(bits: number): Float64Array {
  const scratch = scratches.get(bits) ?? new Float64Array(1 << bits);
  scratches.set(bits, scratch);
  return scratch;
}

/** The function it returns costs some microseconds per word. */
export function createClassifier({ labels, bits, scale, bias, weights }: ClassifierModel): Classifier {
  const count = labels.length;
  return (text, features) => {
    const { buckets, values } = vectorOf(features, bits);
    const sums = new Float64Array(count);
    for (let at = 0; at < buckets.length; at += 1) {
      const row = (buckets[at] ?? 0) * count;
      const value = values[at] ?? 0;
      for (let label = 0; label < count; label += 1) {
        sums[label] = (sums[label] ?? 0) + (weights[row + label] ?? 0) * value;
      }
    }
    return {
      scores: new Map(labels.map((label, at) => [label, (sums[at] ?? 0) * scale + (bias[at] ?? 0)])),
      wordsFor: (label, most) =>
        strongestWords(text, features, { bits, count, weights, label: labels.indexOf(label) }, most),
    };
  };
}

function strongestWords(
  text: Text,
  features: readonly Feature[],
  of: { bits: number; count: number; weights: Int8Array; label: number },
  most: number,
): string[] {
  const byWord = new Map<string, number>();
  for (const feature of features) {
    const { value, token } = feature;
    const word = text.tokens[token]?.word;
    const weight = of.label < 0 ? 0 : (of.weights[bucketOf(feature, of.bits) * of.count + of.label] ?? 0);
    if (word !== undefined && !fillerWords.has(word)) byWord.set(word, (byWord.get(word) ?? 0) + weight * value);
  }
  return [...byWord]
    .filter(([, weight]) => weight > 0)
    .sort((a, b) => b[1] - a[1])
    .slice(0, most)
    .map(([word]) => word);
}

/** Scores as probabilities. */
export function softmax(scores: ReadonlyMap<string, number>): Map<string, number> {
  const highest = Math.max(...scores.values());
  let total = 0;
  const powers = new Map<string, number>();
  for (const [label, score] of scores) {
    const power = Math.exp(score - highest);
    powers.set(label, power);
    total += power;
  }
  for (const [label, power] of powers) powers.set(label, power / total);
  return powers;
}
