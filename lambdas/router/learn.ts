import { type Vector, type ClassifierModel, vectorOf } from '../core/routing/classifier.ts';
import { allFeatures, featuresOf, type FeatureOptions } from '../core/routing/features.ts';
import { readText } from '../core/routing/text.ts';
import { randomFrom, shuffled } from './random.ts';

// In a test runner's context every global is looked up through an interceptor; in the inner loop that costs ten times the work.
const { abs, exp, sqrt } = Math;

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
  /** How much of each example counts as doubt, spread over the other labels: it keeps the model from being too sure. */
  readonly doubt: number;
  readonly features: FeatureOptions;
  /** How far labels with few examples are raised: 0 not at all, 1 until each label counts the same. */
  readonly balance: number;
  /** How many steps there are from no weight to the strongest; fewer make a smaller file. */
  readonly levels: number;
}

export const learnOptions: LearnOptions = {
  bits: 15,
  epochs: 12,
  rate: 0.5,
  decay: 2e-6,
  doubt: 0.1,
  features: allFeatures,
  balance: 1,
  levels: 127,
};

/** An example as it is learned from. */
export interface Prepared extends Example {
  readonly vector: Vector;
}

/** Vectors that were made before: each example is learned from in several folds. */
const made = new WeakMap<LearnOptions, WeakMap<Example, Vector>>();

/** Examples as they are learned from, under the labels that they count for. */
export function prepare(
  examples: readonly Example[],
  options: LearnOptions = learnOptions,
  labelOf: (label: string) => string = (label) => label,
): Prepared[] {
  const known = made.get(options) ?? new WeakMap<Example, Vector>();
  made.set(options, known);
  return examples.map((example) => {
    const vector = known.get(example) ?? seenAs(example.text, options);
    known.set(example, vector);
    return { ...example, label: labelOf(example.label), vector };
  });
}

const seenAs = (text: string, { features, bits }: LearnOptions): Vector =>
  vectorOf(featuresOf(readText(text), features), bits);

/** Errors smaller than this move nothing. */
const negligible = 1e-4;

export interface Learned {
  readonly labels: readonly string[];
  /** `2^bits` rows, one weight per label in each. */
  readonly weights: Float64Array;
  readonly bias: Float64Array;
  /** One score per label, in their order. */
  score(text: string): Float64Array;
}

/**
 * Multinomial logistic regression by AdaGrad (Duchi, Hazan, Singer, 2011). The same examples give the same weights: the order
 * of the steps comes from a fixed seed.
 */
export function learn(examples: readonly Prepared[], options: LearnOptions = learnOptions): Learned {
  const labels = [...new Set(examples.map((example) => example.label))].sort();
  const count = labels.length;
  const weights = new Float64Array(count << options.bits);
  const past = new Float64Array(count << options.bits).fill(1e-3);
  const bias = new Float64Array(count);
  const cases = examples.map(({ vector, label, weight }) => ({
    vector,
    target: labels.indexOf(label),
    weight,
  }));
  const importance = importanceOf(cases, count, options.balance);
  const random = randomFrom(20_240_607);

  for (let epoch = 0; epoch < options.epochs; epoch += 1) {
    for (const pick of shuffled(cases.length, random)) {
      const one = cases[pick];
      if (one === undefined) continue;
      const errors = probabilities(scoresOf(one.vector, weights, bias));
      for (let label = 0; label < count; label += 1) {
        const wanted = label === one.target ? 1 - options.doubt : options.doubt / (count - 1);
        errors[label] = ((errors[label] ?? 0) - wanted) * (importance[pick] ?? 1);
      }
      step(one.vector, errors, { weights, past, bias }, options);
    }
  }
  return { labels, weights, bias, score: (text) => scoresOf(seenAs(text, options), weights, bias) };
}

/** Labels with few examples count more for each. */
function importanceOf(
  cases: readonly { target: number; weight: number }[],
  labels: number,
  balance: number,
): Float64Array {
  const counts = new Float64Array(labels);
  for (const { target, weight } of cases) counts[target] = (counts[target] ?? 0) + weight;
  const mean = counts.reduce((sum, count) => sum + count, 0) / labels;
  return Float64Array.from(cases, ({ target, weight }) => weight * (mean / (counts[target] ?? mean)) ** balance);
}

function scoresOf({ buckets, values }: Vector, weights: Float64Array, bias: Float64Array): Float64Array {
  const count = bias.length;
  const scores = Float64Array.from(bias);
  for (let at = 0; at < buckets.length; at += 1) {
    const row = (buckets[at] ?? 0) * count;
    const value = values[at] ?? 0;
    for (let label = 0; label < count; label += 1) {
      scores[label] = (scores[label] ?? 0) + (weights[row + label] ?? 0) * value;
    }
  }
  return scores;
}

function step(
  { buckets, values }: Vector,
  errors: Float64Array,
  of: { weights: Float64Array; past: Float64Array; bias: Float64Array },
  { rate, decay }: LearnOptions,
): void {
  const { weights, past, bias } = of;
  const count = errors.length;
  for (let at = 0; at < buckets.length; at += 1) {
    const row = (buckets[at] ?? 0) * count;
    const value = values[at] ?? 0;
    for (let label = 0; label < count; label += 1) {
      const error = errors[label] ?? 0;
      if (abs(error) < negligible) continue;
      const place = row + label;
      const weight = weights[place] ?? 0;
      const slope = error * value + decay * weight;
      const squares = (past[place] ?? 0) + slope * slope;
      past[place] = squares;
      weights[place] = weight - (rate * slope) / sqrt(squares);
    }
  }
  for (let label = 0; label < count; label += 1) bias[label] = (bias[label] ?? 0) - 0.01 * (errors[label] ?? 0);
}

/** Weights as signed bytes; rounding costs no accuracy that shows. */
export function roundModel({ labels, weights, bias }: Learned, { bits, levels }: LearnOptions): ClassifierModel {
  const highest = weights.reduce((most, weight) => Math.max(most, abs(weight)), 1e-9);
  const scale = rounded(highest / levels);
  return {
    labels: [...labels],
    bits,
    scale,
    bias: Array.from(bias, rounded),
    weights: Int8Array.from(weights, (weight) => Math.round(weight / scale)),
  };
}

export function probabilities(scores: Float64Array): Float64Array {
  const highest = Math.max(...scores);
  const powers = scores.map((score) => exp(score - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

const rounded = (value: number): number => Number(value.toPrecision(6));
