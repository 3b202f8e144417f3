import { likelihood, type Weighed } from './weighing.ts';

export const sideSignals = [
  'always',
  'apart',
  'two',
  'best',
  'nothing',
  'evidence',
  'evidence-elsewhere',
  'words',
  'one-word',
] as const;

/** What speaks for another team's work, and against; each about -1 to 1. */
export type SideSignals = Weighed<(typeof sideSignals)[number]>;

/** One weight per signal; learned from requests that were held apart. */
export type SideWeights = SideSignals;

/** How likely it is another team's work and not infrastructure's, 0 to 1. */
export function chanceElsewhere(signals: SideSignals, weights: SideWeights): number {
  return likelihood(sideSignals, signals, weights);
}

/** What the classifiers and the registry's words say of whose work a request is; chances are 0 to 1. */
export interface SideReading {
  /** That it is none of infrastructure's, by the classifier of the other teams. */
  readonly apart: number;
  /** Of the two likeliest of their agents and workflows together. */
  readonly two: number;
  /** Of the likeliest expert of infrastructure, and that nothing is asked for, by the classifier of infrastructure. */
  readonly best: number;
  readonly nothing: number;
  /** What the registry's words say at most for an expert of infrastructure, and for anybody else; 0 to 3. */
  readonly evidence: number;
  readonly evidenceElsewhere: number;
  /** How many words carry something. */
  readonly words: number;
}

export const signalsOfSide = (of: SideReading): SideSignals => ({
  always: 1,
  apart: oddsOf(of.apart),
  two: of.two,
  best: of.best,
  nothing: of.nothing,
  evidence: of.evidence / 3,
  'evidence-elsewhere': of.evidenceElsewhere / 3,
  words: Math.min(1, Math.log1p(of.words) / 3),
  'one-word': of.words < 2 ? 1 : 0,
});

/** Logarithm of the odds, within ±1: chances of 1 % and 99 % are its ends. */
export function oddsOf(chance: number): number {
  const bounded = Math.min(0.99, Math.max(0.01, chance));
  return Math.log(bounded / (1 - bounded)) / Math.log(99);
}
