import { architectId } from '../agent/definition.ts';
import type { Route } from './route.ts';
import { oddsOf } from './side.ts';
import { type Case, chanceOf, type Verdict } from './verdict.ts';
import { likelihood, type Weighed } from './weighing.ts';

/** From this confidence on the first tier decides by itself. */
export const sureFrom = 0.65;

export const isSure = ({ confidence }: Pick<Route, 'confidence'>): boolean => confidence >= sureFrom;

/** `decidedBy` of a route that a model decided. */
export const modelDecider = 'model';

/** Whether the first tier decided it by itself. */
export const isOwnDecision = (route: Pick<Route, 'confidence' | 'decidedBy'>): boolean =>
  isSure(route) && route.decidedBy !== modelDecider;

export const signalNames = [
  'single',
  'sequential',
  'escalate-by-rule',
  'escalate',
  'workflow',
  'clarify',
  'clarify-outside',
  'odds',
  'lead',
  'nothing',
  'elsewhere',
  'rival',
  'evidence',
  'evidence-against',
  'words',
  'deed',
  'question',
  'split',
] as const;

/** What speaks for a decision and against it, each about 0 to 1 or 2. */
export type Signals = Weighed<(typeof signalNames)[number]>;

/** One weight per signal; learned from decisions about requests that were held apart. */
export type ConfidenceWeights = Signals;

/** How often a decision with such signals is right, 0 to 1, in thousandths. */
export function confidenceOf(signals: Signals, weights: ConfidenceWeights): number {
  return Math.round(1000 * likelihood(signalNames, signals, weights)) / 1000;
}

export function signalsOf({ scores, reading }: Case, verdict: Verdict): Signals {
  const chance = chanceFor(verdict, scores);
  const others = [...scores.candidates, ...scores.workflows].map((one) => one.chance).sort((a, b) => b - a);
  const best = others[0] ?? 0;
  const chosen = chosenBy(verdict);
  const evidence = scores.candidates.map(({ agentId, evidence }) => (agentId === chosen ? 0 : evidence));
  const ruled = verdict.mode === 'escalate' && verdict.findings.length > 0;
  const flag = (holds: boolean): number => (holds ? 1 : 0);
  return {
    single: flag(verdict.mode === 'single'),
    sequential: flag(verdict.mode === 'sequential'),
    'escalate-by-rule': flag(ruled),
    escalate: flag(verdict.mode === 'escalate' && !ruled),
    workflow: flag(verdict.mode === 'workflow'),
    clarify: flag(verdict.mode === 'clarify' && verdict.missing !== 'field'),
    'clarify-outside': flag(verdict.mode === 'clarify' && verdict.missing === 'field'),
    // What a rule has decided is as sure as the rule, whatever the words around it say.
    odds: ruled ? 0 : oddsOf(chance),
    lead: ruled ? 0 : best === chance ? chance - (others[1] ?? 0) : chance - best,
    nothing: verdict.mode === 'clarify' ? 0 : scores.nothing,
    elsewhere: scores.team === 'infrastructure' ? scores.elsewhere : 1 - scores.elsewhere,
    rival: verdict.mode === 'clarify' ? best : 0,
    evidence: Math.min(3, scores.candidates.find(({ agentId }) => agentId === chosen)?.evidence ?? 0) / 3,
    'evidence-against': Math.min(3, Math.max(0, ...evidence)) / 3,
    words: Math.min(1, Math.log1p(reading.tokens.length) / 4),
    deed: flag(reading.deed !== undefined),
    question: flag(reading.intent.intent === 'question'),
    // Close to the line between one piece of work and several, either may be wrong.
    split: verdict.mode === 'single' || verdict.mode === 'sequential' ? 1 - Math.abs(2 * verdict.split - 1) : 0,
  };
}

function chanceFor(verdict: Verdict, scores: Case['scores']): number {
  switch (verdict.mode) {
    case 'single':
      return verdict.best.chance;
    case 'sequential':
      return Math.min(...verdict.parts.map((part) => part.chance));
    case 'workflow':
      return verdict.chance;
    case 'escalate':
      return chanceOf(scores, architectId);
    case 'clarify':
      return scores.nothing;
    default:
      return verdict satisfies never;
  }
}

function chosenBy(verdict: Verdict): string | undefined {
  if (verdict.mode === 'single') return verdict.best.agentId;
  return verdict.mode === 'escalate' ? architectId : undefined;
}
