import type { ClassifierModel } from '../core/routing/classifier.ts';
import { allFeatures, bucketOf, featuresOf, type FeatureOptions } from '../core/routing/features.ts';
import { readText } from '../core/routing/text.ts';

// In a test runner's context every global is looked up through an interceptor; in the inner loop that costs ten times the work.
const { abs, exp, imul, sqrt } = Math;

/** A request and who should get it. `weight` is how much it counts: a bare term counts less than a sentence. */
export interface Example {
  readonly text: string;
  readonly label: string;
  readonly weight: number;
}

export interface LearnOptions {
  readonly bits: number;
  readonly epochs: number;
  readonly rate: number;
  /** Pull of every weight towards zero at each step (L2). */
  readonly decay: number;
  readonly features: FeatureOptions;
}

export const learnOptions: LearnOptions = { bits: 14, epochs: 20, rate: 0.5, decay: 2e-6, features: allFeatures };

export interface Sparse {
  readonly buckets: Uint32Array;
  readonly values: Float64Array;
}

/** A text as a vector of length one over the buckets. */
export function vectorOf(text: string, bits: number, options: FeatureOptions): Sparse {
  const strongest = new Map<number, number>();
  for (const { name, value } of featuresOf(readText(text), options)) {
    const bucket = bucketOf(name, bits);
    strongest.set(bucket, Math.max(strongest.get(bucket) ?? 0, value));
  }
  const norm = sqrt([...strongest.values()].reduce((sum, value) => sum + value * value, 0)) || 1;
  return {
    buckets: Uint32Array.from(strongest.keys()),
    values: Float64Array.from(strongest.values(), (value) => value / norm),
  };
}

export interface Learned {
  readonly labels: readonly string[];
  readonly weights: readonly Float64Array[];
  readonly bias: Float64Array;
  score(vector: Sparse): Float64Array;
}

/**
 * Multinomial logistic regression by AdaGrad (Duchi, Hazan, Singer, 2011). The same examples give the same weights: the order
 * of the steps comes from a fixed seed.
 */
export function learn(examples: readonly Example[], options: LearnOptions = learnOptions): Learned {
  const labels = [...new Set(examples.map((example) => example.label))].sort();
  const size = 1 << options.bits;
  const weights = labels.map(() => new Float64Array(size));
  const history = labels.map(() => new Float64Array(size).fill(1e-3));
  const bias = new Float64Array(labels.length);
  const vectors = examples.map((example) => vectorOf(example.text, options.bits, options.features));
  const random = randomFrom(20_240_607);
  // Each label counts the same, however many examples it has.
  const counts = labels.map((label) => examples.reduce((n, e) => n + (e.label === label ? e.weight : 0), 0));
  const mean = counts.reduce((sum, count) => sum + count, 0) / labels.length;

  const score = ({ buckets, values }: Sparse): Float64Array =>
    Float64Array.from(weights, (row, label) => {
      let sum = bias[label] ?? 0;
      for (let at = 0; at < buckets.length; at += 1) sum += (row[buckets[at] ?? 0] ?? 0) * (values[at] ?? 0);
      return sum;
    });

  for (let epoch = 0; epoch < options.epochs; epoch += 1) {
    for (const pick of shuffled(examples.length, random)) {
      const example = examples[pick];
      const vector = vectors[pick];
      if (example === undefined || vector === undefined) continue;
      const target = labels.indexOf(example.label);
      const chances = probabilities(score(vector));
      const importance = (example.weight * mean) / (counts[target] ?? mean);
      labels.forEach((_, label) => {
        const error = ((chances[label] ?? 0) - (label === target ? 1 : 0)) * importance;
        if (abs(error) < 1e-4) return;
        const row = weights[label];
        const past = history[label];
        if (row === undefined || past === undefined) return;
        for (let at = 0; at < vector.buckets.length; at += 1) {
          const bucket = vector.buckets[at] ?? 0;
          const slope = error * (vector.values[at] ?? 0) + options.decay * (row[bucket] ?? 0);
          past[bucket] = (past[bucket] ?? 0) + slope * slope;
          row[bucket] = (row[bucket] ?? 0) - (options.rate * slope) / sqrt(past[bucket] ?? 1);
        }
        bias[label] = (bias[label] ?? 0) - 0.01 * error;
      });
    }
  }
  return { labels, weights, bias, score };
}

/** Packs weights as signed bytes; rounding costs no accuracy that shows. */
export function packModel(learned: Learned, temperature: number, bits: number): ClassifierModel {
  const highest = learned.weights.reduce((most, row) => row.reduce((m, w) => Math.max(m, abs(w)), most), 1e-9);
  const scale = highest / 127;
  const bytes = Buffer.concat(
    learned.weights.map((row) => Buffer.from(Int8Array.from(row, (w) => Math.round(w / scale)))),
  );
  return {
    version: 1,
    labels: [...learned.labels],
    bits,
    scale: rounded(scale),
    temperature: rounded(temperature),
    bias: [...learned.bias].map(rounded),
    weights: bytes.toString('base64'),
  };
}

export function probabilities(scores: Float64Array): Float64Array {
  const highest = Math.max(...scores);
  const powers = scores.map((score) => exp(score - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/** Uniform numbers in [0, 1) from a seed (mulberry32, public domain). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function shuffled(count: number, random: () => number): number[] {
  const order = Array.from({ length: count }, (_, at) => at);
  for (let at = count - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
  }
  return order;
}

const rounded = (value: number): number => Number(value.toPrecision(6));
