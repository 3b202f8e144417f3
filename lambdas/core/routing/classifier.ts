import * as z from 'zod';
import { bucketOf, featuresOf } from './features.ts';
import type { Text } from './text.ts';

/**
 * The trained file. `weights` is base64 of signed bytes, one row of `2^bits` per label, in units of `scale`; `bias` has one
 * number per label; `temperature` divides the scores so that the probability of the best label is about how often it is right.
 */
export const classifierModelSchema = z.object({
  version: z.literal(1),
  labels: z.array(z.string()).min(2),
  bits: z.int().min(8).max(18),
  scale: z.number().positive(),
  temperature: z.number().positive(),
  bias: z.array(z.number()),
  weights: z.string(),
});
export type ClassifierModel = z.infer<typeof classifierModelSchema>;

export interface Classification {
  /** Score of each label before normalisation; only differences mean something. */
  readonly scores: ReadonlyMap<string, number>;
  /** The words that spoke most for a label, strongest first. */
  wordsFor(label: string, count: number): string[];
}

export type Classifier = (text: Text) => Classification;

/** Unpacks a model once; the function it returns costs some microseconds per word. */
export function createClassifier(model: ClassifierModel): Classifier {
  const weights = bytesOf(model.weights);
  const size = 1 << model.bits;
  return (text) => {
    const features = featuresOf(text);
    const sums = new Map<number, { value: number; tokens: Set<number> }>();
    for (const feature of features) {
      const bucket = bucketOf(feature.name, model.bits);
      const entry = sums.get(bucket);
      if (entry === undefined) sums.set(bucket, { value: feature.value, tokens: new Set([feature.token]) });
      else {
        // A word said ten times says no more than a word said once.
        entry.value = Math.max(entry.value, feature.value);
        entry.tokens.add(feature.token);
      }
    }
    let squares = 0;
    for (const { value } of sums.values()) squares += value * value;
    const norm = Math.sqrt(squares) || 1;
    const unit = model.scale / norm / model.temperature;
    const scores = new Map<string, number>();
    model.labels.forEach((label, row) => {
      let score = (model.bias[row] ?? 0) / model.temperature;
      for (const [bucket, { value }] of sums) score += (weights[row * size + bucket] ?? 0) * value * unit;
      scores.set(label, score);
    });
    const wordsFor = (label: string, count: number): string[] => {
      const row = model.labels.indexOf(label);
      if (row < 0) return [];
      const byWord = new Map<string, number>();
      for (const [bucket, { value, tokens }] of sums) {
        for (const at of tokens) {
          const word = text.tokens[at]?.word;
          if (word === undefined) continue;
          byWord.set(word, (byWord.get(word) ?? 0) + (weights[row * size + bucket] ?? 0) * value * unit);
        }
      }
      return [...byWord]
        .filter(([, weight]) => weight > 0)
        .sort((a, b) => b[1] - a[1])
        .slice(0, count)
        .map(([word]) => word);
    };
    return { scores, wordsFor };
  };
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

function bytesOf(base64: string): Int8Array {
  const binary = atob(base64);
  const bytes = new Int8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
