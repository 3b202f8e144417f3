import type { Team } from '../agent/definition.ts';
import { type Classification, type Classifier, softmax } from './classifier.ts';
import type { Evidence, Experts } from './experts.ts';
import { type Feature, featuresOf } from './features.ts';
import { fillerWords, type Role, rolesOf } from './phrase.ts';
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
  /** 0 to 1; no more than 1 for all candidates, workflows and {@link DomainScores.nothing} together. */
  readonly chance: number;
  /** Words of the request that speak for it, strongest first. */
  readonly words: () => readonly string[];
  /** What the registry's own words add up to; 0 when none was found. */
  readonly evidence: number;
}

export interface DomainScores {
  /** The agents of the side that takes it, most likely first: infrastructure's experts, or all others. */
  readonly candidates: readonly Candidate[];
  /** The workflows, most likely first; none where it is infrastructure's. */
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

/** A text with all that every label is scored by. */
interface Seen {
  readonly text: Text;
  readonly features: readonly Feature[];
  readonly roles: readonly Role[];
  readonly found: ReadonlyMap<string, Evidence>;
}

/** Labels with their scores before normalisation, and what the classifier learned of them. */
interface Scored {
  readonly learned: Classification | undefined;
  readonly of: Map<string, number>;
}

/**
 * Joins what the registry's keywords say with what the classifiers learned: first whose work it is, then who does it.
 */
export function createScorer(experts: Experts, classifiers: Classifiers): Scorer {
  const ids = [...experts.agents.keys()];
  const own = ids.filter((id) => experts.agents.get(id)?.team === 'infrastructure');
  const agentsElsewhere = ids.filter((id) => experts.agents.get(id)?.team !== 'infrastructure');
  const others = [...agentsElsewhere, ...experts.workflows];
  return (text, isOwn = false) => {
    const roles = rolesOf(text.tokens);
    const seen = { text, roles, features: featuresOf(text), found: experts.evidence(text.tokens, roles) };
    const here = scoresHere(seen, [...own, nothingLabel], experts, classifiers.infrastructure);
    const theirs = isOwn || classifiers.teams === undefined ? undefined : scored(seen, others, classifiers.teams);
    const chancesHere = softmax(here.of);
    const chancesElsewhere = theirs && softmax(withOthers(theirs, seen, own));
    const side = chancesElsewhere && sideOf(seen, { own, others, chancesHere, chancesElsewhere });
    const elsewhere = side === undefined ? 0 : chanceElsewhere(side, classifiers.side);
    const away = elsewhere >= foreign && chancesElsewhere !== undefined;

    const [by, chances] = away ? [theirs, chancesElsewhere] : [here, chancesHere];
    const apart = 1 - (chancesElsewhere?.get(othersLabel) ?? 1);
    const chanceOf = (label: string): number => {
      const chance = chances.get(label) ?? 0;
      return away ? (chance / apart) * elsewhere : chance;
    };
    const wordsFor = (label: string) => (): string[] =>
      [...new Set([...(seen.found.get(label)?.words ?? []), ...(by?.learned?.wordsFor(label, 3) ?? [])])].slice(0, 3);
    return {
      candidates: (away ? agentsElsewhere : own)
        .map((agentId) => ({
          agentId,
          chance: chanceOf(agentId),
          words: wordsFor(agentId),
          evidence: seen.found.get(agentId)?.score ?? 0,
        }))
        .sort((a, b) => b.chance - a.chance),
      workflows: (away ? experts.workflows : [])
        .map((name) => ({ name, chance: chanceOf(name), words: wordsFor(name) }))
        .sort((a, b) => b.chance - a.chance),
      nothing: (chancesHere.get(nothingLabel) ?? 0) * (away ? 1 - elsewhere : 1),
      elsewhere,
      side,
      team: away ? teamOf(chancesElsewhere, experts) : 'infrastructure',
    };
  };
}

/** A label that no classifier was told of, because its definition was added after training, is judged from the middle of the field. */
function scored(seen: Seen, labels: readonly string[], classify: Classifier): Scored {
  const learned = classify(seen.text, seen.features);
  const known = [...learned.scores.values()];
  const middle = known.reduce((sum, one) => sum + one, 0) / Math.max(1, known.length);
  const of = new Map<string, number>();
  for (const label of labels) {
    const own = learned.scores.get(label);
    const weight = own === undefined ? unheardWeight : evidenceWeight;
    of.set(label, (own ?? middle) + evidenceFor(seen, label) * weight);
  }
  return { learned, of };
}

function scoresHere(seen: Seen, labels: readonly string[], experts: Experts, classify: Classifier): Scored {
  const scores = scored(seen, labels, classify);
  const practised = experts.byDomain(practiceOf(seen.text.tokens, seen.roles) ?? '');
  if (practised !== undefined) scores.of.set(practised, (scores.of.get(practised) ?? 0) + practiceWeight);
  return scores;
}

/** What speaks for infrastructure speaks against the others. */
function withOthers({ learned, of }: Scored, seen: Seen, own: readonly string[]): Map<string, number> {
  const here = learned?.scores.get(othersLabel) ?? 0;
  return new Map(of).set(othersLabel, here + evidenceWeight * mostEvidence(seen, own));
}

function sideOf(
  seen: Seen,
  of: {
    own: readonly string[];
    others: readonly string[];
    chancesHere: ReadonlyMap<string, number>;
    chancesElsewhere: ReadonlyMap<string, number>;
  },
): SideSignals {
  const { own, others, chancesHere, chancesElsewhere } = of;
  return signalsOfSide({
    apart: 1 - (chancesElsewhere.get(othersLabel) ?? 1),
    two: topTwo(chancesElsewhere),
    best: Math.max(0, ...own.map((id) => chancesHere.get(id) ?? 0)),
    nothing: chancesHere.get(nothingLabel) ?? 0,
    evidence: mostEvidence(seen, own),
    evidenceElsewhere: mostEvidence(seen, others),
    words: contentWords(seen.text),
  });
}

const evidenceFor = ({ found }: Seen, label: string): number => Math.min(evidenceCap, found.get(label)?.score ?? 0);

const mostEvidence = (seen: Seen, labels: readonly string[]): number =>
  labels.reduce((most, label) => Math.max(most, evidenceFor(seen, label)), 0);

function topTwo(chances: ReadonlyMap<string, number>): number {
  let [first, second] = [0, 0];
  for (const [label, chance] of chances) {
    if (label === othersLabel || chance <= second) continue;
    [first, second] = chance > first ? [chance, first] : [first, chance];
  }
  return first + second;
}

const contentWords = ({ tokens }: Text): number =>
  tokens.filter(({ word }) => !fillerWords.has(word) && !/^\d+$/.test(word)).length;

/** The team, or the workflow, of the likeliest of the others. */
function teamOf(chances: ReadonlyMap<string, number>, experts: Experts): DomainScores['team'] {
  let [likeliest, most] = ['', -1];
  for (const [label, chance] of chances) {
    if (label !== othersLabel && chance > most) [likeliest, most] = [label, chance];
  }
  return experts.agents.get(likeliest)?.team ?? 'workflow';
}
