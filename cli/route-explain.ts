import { needsAdvice } from '../lambdas/core/routing/advice-bounds.ts';
import { isSure, signalNames, sureFrom, type ConfidenceWeights } from '../lambdas/core/routing/confidence.ts';
import { nothingLabel } from '../lambdas/core/routing/domains.ts';
import { fillerWords } from '../lambdas/core/routing/phrase.ts';
import { practiceOf } from '../lambdas/core/routing/practice.ts';
import { routineOf } from '../lambdas/core/routing/routine.ts';
import type { Explained } from '../lambdas/core/routing/router.ts';
import { columns } from './text.ts';

/** How many candidates are told. */
const most = 6;

/** What a decision rests on, as data. */
export function evidenceOf({ route, of, verdict, signals }: Explained, weights: ConfidenceWeights) {
  const { reading, scores } = of;
  const worded = (role: 'head' | 'object' | 'context'): string[] =>
    reading.tokens
      .filter(({ word }, at) => reading.roles[at] === role && !fillerWords.has(word))
      .map(({ word }) => word);
  const labels = [
    ...scores.candidates.map(({ agentId, chance, evidence, words }) => ({ label: agentId, chance, evidence, words })),
    ...scores.workflows.map(({ name, chance, words }) => ({ label: name, chance, evidence: 0, words })),
    { label: nothingLabel, chance: scores.nothing, evidence: 0, words: (): string[] => [] },
  ];
  return {
    route,
    sure: isSure(route),
    asksModel: needsAdvice(route),
    reading: {
      heads: worded('head'),
      objects: worded('object'),
      context: worded('context'),
      deed: reading.deed ?? null,
    },
    team: scores.team,
    candidates: labels
      .sort((a, b) => b.chance - a.chance)
      .slice(0, most)
      .map((one) => ({ ...one, words: one.words() })),
    rules: {
      practice: practiceOf(reading.tokens, reading.roles) ?? null,
      routine: routineOf(reading) ?? null,
      missing: verdict.mode === 'clarify' ? verdict.missing : null,
      escalation: verdict.mode === 'escalate' ? verdict.findings : [],
    },
    signals: signalNames
      .map((name) => ({ name, value: signals[name], adds: signals[name] * weights[name] }))
      .filter(({ value }) => value !== 0),
  };
}

/** The same for a person, below the decision itself. */
export function describeEvidence(evidence: ReturnType<typeof evidenceOf>): string {
  const { reading, rules, candidates, signals, sure, asksModel } = evidence;
  const words = (all: readonly string[]): string => all.join(', ') || '–';
  return [
    'How it was read',
    columns([
      ['the very thing', words(reading.heads)],
      ['what else is changed', words(reading.objects)],
      ['context', words(reading.context)],
      ['deed', reading.deed ?? '–'],
      ['whose work', evidence.team],
    ]),
    '',
    'Who could take it',
    columns([
      ['', 'chance', 'keywords', 'words that speak for it'],
      ...candidates.map((one) => [one.label, one.chance.toFixed(3), one.evidence.toFixed(2), words(one.words)]),
    ]),
    '',
    'Rules',
    columns([
      ['escalate', rules.escalation.map(({ trigger, evidence }) => `${trigger} ('${evidence}')`).join('; ') || '–'],
      ['never escalate', rules.routine ?? '–'],
      ['practice of', rules.practice ?? '–'],
      ['missing', rules.missing ?? '–'],
    ]),
    '',
    'Confidence',
    columns([
      ['', 'value', 'adds'],
      ...signals.map(({ name, value, adds }) => [
        name,
        value.toFixed(2),
        `${adds < 0 ? '−' : '+'}${Math.abs(adds).toFixed(2)}`,
      ]),
    ]),
    'What adds up is the logarithm of the odds that such a decision is right.',
    '',
    closing(sure, asksModel),
  ].join('\n');
}

function closing(sure: boolean, asksModel: boolean): string {
  if (sure) return `Decided without a model: at least ${sureFrom * 100} % are needed.`;
  return asksModel
    ? `Unsure: below ${sureFrom * 100} %. Where a model is configured, it is asked.`
    : `Unsure: below ${sureFrom * 100} %. A rule has escalated it, so no model is asked.`;
}
