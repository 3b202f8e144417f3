import type { Team } from '../agent/definition.ts';
import { softmax, type Classifier } from './classifier.ts';
import type { Experts } from './experts.ts';
import { featuresOf } from './features.ts';
import { fillerWords, rolesOf } from './phrase.ts';
import { practiceOf } from './practice.ts';
import { chanceElsewhere, type SideSignals, type SideWeights, signalsOfSide } from './side.ts';
import type { Text } from './text.ts';

/** The classifier's label for a text that asks for nothing anybody here does. */
export const nothingLabel = 'clarify';

/** The label, among those of the other teams, for all that is not theirs. */
export const othersLabel = 'infrastructure';

/** How much a keyword in a good place moves the classifier's score; chosen by measurement (docs/decisions/0002). */
const evidenceWeight = 0.5;

/** The same for an agent that the classifiers were never told of: it has nothing but its keywords. */
const unheardWeight = 2;

/** How much it counts that the very thing to be changed is a practice of one field of infrastructure. */
const practiceWeight = 2;

/** More keywords than these make a decision no clearer. */
const evidenceCap = 3;

/** Infrastructure is what most requests are about: another team takes one only if it is this likely to be theirs. */
const foreign = 0.9;

export interface Candidate {
  readonly agentId: string;
  /** 0 to 1; all candidates, all workflows and {@link DomainScores.nothing} add up to 1. */
  readonly chance: number;
  /** Words of the request that speak for it, strongest first. */
  readonly words: () => readonly string[];
  /** What the registry's own words add up to; 0 when none was found. */
  readonly evidence: number;
}

export interface DomainScores {
  /** Every agent that requests are routed to, most likely first. */
  readonly candidates: readonly Candidate[];
  /** Every workflow that requests are routed to, most likely first. */
  readonly workflows: readonly {
    readonly name: string;
    readonly chance: number;
    readonly words: () => readonly string[];
  }[];
  /** The chance that the text asks for nothing anybody here does. */
  readonly nothing: number;
  /** The chance that it is another team's, before it is decided whose it is. */
  readonly elsewhere: number;
  /** What that rests on; undefined where there are no other teams. */
  readonly side: SideSignals | undefined;
  /** Whose work it most likely is; a workflow's is nobody's alone. */
  readonly team: Team | 'workflow';
}

/** @param isOwn whether it is known to be infrastructure's, for it is part of a request that is */
export type Scorer = (text: Text, isOwn?: boolean) => DomainScores;

/** What was learned of who takes what. */
export interface Classifiers {
  /** Its labels are the experts of infrastructure, and {@link nothingLabel}. */
  readonly infrastructure: Classifier;
  /** Its labels are agents of other teams, workflows, and {@link othersLabel}; absent where there are none. */
  readonly teams: Classifier | undefined;
  /** What tells whose work it is. */
  readonly side: SideWeights;
}

/**
 * Joins what the registry's keywords say with what the classifiers learned: first whose work it is, then who does it. An agent that no
 * classifier has ever heard of, because its definition was added after training, is judged by its keywords from the middle of
 * the field.
 */
export function createScorer(experts: Experts, classifiers: Classifiers): Scorer {
  const ids = [...experts.agents.keys()];
  const own = ids.filter((id) => experts.agents.get(id)?.team === 'infrastructure');
  const others = [...ids.filter((id) => !own.includes(id)), ...experts.workflows];
  return (text, isOwn = false) => {
    const roles = rolesOf(text.tokens);
    const features = featuresOf(text);
    const found = experts.evidence(text.tokens, roles);
    const evidenceFor = (id: string): number => Math.min(evidenceCap, found.get(id)?.score ?? 0);
    const score = (classify: Classifier | undefined, labels: readonly string[]) => {
      const learned = classify?.(text, features);
      const known = [...(learned?.scores.values() ?? [])];
      const middle = known.reduce((sum, one) => sum + one, 0) / Math.max(1, known.length);
      const of = labels.map((id) => {
        const own = learned?.scores.get(id);
        return [id, (own ?? middle) + evidenceFor(id) * (own === undefined ? unheardWeight : evidenceWeight)] as const;
      });
      return { learned, of: new Map(of) };
    };

    const here = score(classifiers.infrastructure, [...own, nothingLabel]);
    const practised = experts.byDomain(practiceOf(text.tokens, roles) ?? '');
    if (practised !== undefined) here.of.set(practised, (here.of.get(practised) ?? 0) + practiceWeight);
    const there = score(isOwn ? undefined : classifiers.teams, [...others, othersLabel]);
    there.of.set(othersLabel, (there.of.get(othersLabel) ?? 0) + evidenceWeight * Math.max(0, ...own.map(evidenceFor)));
    const theirs = there.learned === undefined ? new Map([[othersLabel, 1]]) : softmax(there.of);
    const first = softmax(here.of);
    const side =
      there.learned === undefined
        ? undefined
        : signalsOfSide({
            apart: 1 - (theirs.get(othersLabel) ?? 1),
            two: topTwo(theirs),
            best: Math.max(0, ...own.map((id) => first.get(id) ?? 0)),
            nothing: first.get(nothingLabel) ?? 0,
            evidence: Math.max(0, ...own.map(evidenceFor)),
            evidenceElsewhere: Math.max(0, ...others.map(evidenceFor)),
            words: contentWords(text),
          });
    const elsewhere = side === undefined ? 0 : chanceElsewhere(side, classifiers.side);
    const isForeign = elsewhere >= foreign;
    const chances = new Map(first);
    if (isForeign) {
      const apart = 1 - (theirs.get(othersLabel) ?? 1);
      for (const [label, chance] of first) chances.set(label, chance * (1 - elsewhere));
      for (const label of others) chances.set(label, ((theirs.get(label) ?? 0) / apart) * elsewhere);
    }

    const wordsFor = (label: string): string[] => {
      const { learned } = others.includes(label) ? there : here;
      return [...new Set([...(found.get(label)?.words ?? []), ...(learned?.wordsFor(label, 3) ?? [])])].slice(0, 3);
    };
    const chanceOf = (label: string): number => chances.get(label) ?? 0;
    // Whoever's work it is, the others' agents come after all of theirs.
    const rank = (label: string): number => chanceOf(label) + (others.includes(label) === isForeign ? 1 : 0);
    return {
      candidates: ids
        .map((agentId) => ({
          agentId,
          chance: chanceOf(agentId),
          words: () => wordsFor(agentId),
          evidence: found.get(agentId)?.score ?? 0,
        }))
        .sort((a, b) => rank(b.agentId) - rank(a.agentId)),
      workflows: experts.workflows
        .map((name) => ({ name, chance: chanceOf(name), words: () => wordsFor(name) }))
        .sort((a, b) => b.chance - a.chance),
      nothing: chanceOf(nothingLabel),
      elsewhere,
      side,
      team: isForeign ? likeliest(theirs, experts) : 'infrastructure',
    };
  };
}

function topTwo(theirs: ReadonlyMap<string, number>): number {
  const [first = 0, second = 0] = [...theirs]
    .flatMap(([label, chance]) => (label === othersLabel ? [] : [chance]))
    .sort((a, b) => b - a);
  return first + second;
}

const contentWords = ({ tokens }: Text): number =>
  tokens.filter(({ word }) => !fillerWords.has(word) && !/^\d+$/.test(word)).length;

/** The team, or the workflow, of the likeliest of the others. */
function likeliest(theirs: ReadonlyMap<string, number>, experts: Experts): DomainScores['team'] {
  const [label] = [...theirs]
    .filter(([one]) => one !== othersLabel)
    .reduce((best, one) => (one[1] > best[1] ? one : best), ['', -1] as const);
  return experts.agents.get(label)?.team ?? 'workflow';
}
