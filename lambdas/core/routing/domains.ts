import type { Team } from '../agent/definition.ts';
import { softmax, type Classifier } from './classifier.ts';
import type { Experts } from './experts.ts';
import { rolesOf } from './phrase.ts';
import { practiceOf } from './practice.ts';
import type { Text } from './text.ts';

/** The classifier's label for a text that asks for nothing anybody here does. */
export const nothingLabel = 'clarify';

/** How much a keyword in a good place moves the classifier's score; chosen by measurement (docs/decisions/0002). */
const evidenceWeight = 0.5;

/** How much it counts that the very thing to be changed is a practice of one field of infrastructure. */
const practiceWeight = 2;

/** More keywords than these make a decision no clearer. */
const evidenceCap = 3;

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
  /** Whose work it most likely is; a workflow's is nobody's alone. */
  readonly team: Team | 'workflow';
}

export type Scorer = (text: Text) => DomainScores;

/**
 * Joins what the registry's keywords say with what the classifier learned. An agent that the classifier has never heard of, because
 * its definition was added after training, is judged by its keywords from the middle of the field.
 */
export function createScorer(experts: Experts, classify: Classifier): Scorer {
  const agentIds = [...experts.agents.keys()];
  return (text) => {
    const learned = classify(text);
    const roles = rolesOf(text.tokens);
    const found = experts.evidence(text.tokens, roles);
    const practice = practiceOf(text.tokens, roles);
    const known = [...learned.scores.values()];
    const middle = known.reduce((sum, score) => sum + score, 0) / Math.max(1, known.length);
    const joined = new Map<string, number>();
    for (const agentId of agentIds) {
      const evidence = Math.min(evidenceCap, found.get(agentId)?.score ?? 0);
      joined.set(agentId, (learned.scores.get(agentId) ?? middle) + evidenceWeight * evidence);
    }
    for (const name of experts.workflows) {
      const score = learned.scores.get(name);
      if (score !== undefined) joined.set(name, score);
    }
    joined.set(nothingLabel, learned.scores.get(nothingLabel) ?? middle - 2);
    const team = likeliestTeam(softmax(joined), experts);
    const practised = practice === undefined || team !== 'infrastructure' ? undefined : experts.byDomain(practice);
    if (practised !== undefined) joined.set(practised, (joined.get(practised) ?? 0) + practiceWeight);
    const chances = softmax(joined);
    const chanceOf = (label: string): number => chances.get(label) ?? 0;
    return {
      candidates: agentIds
        .map((agentId) => ({
          agentId,
          chance: chanceOf(agentId),
          words: () =>
            [...new Set([...(found.get(agentId)?.words ?? []), ...learned.wordsFor(agentId, 3)])].slice(0, 3),
          evidence: found.get(agentId)?.score ?? 0,
        }))
        .sort((a, b) => b.chance - a.chance),
      workflows: experts.workflows
        .map((name) => ({ name, chance: chanceOf(name), words: () => learned.wordsFor(name, 3) }))
        .sort((a, b) => b.chance - a.chance),
      nothing: chanceOf(nothingLabel),
      team,
    };
  };
}

function likeliestTeam(chances: ReadonlyMap<string, number>, experts: Experts): DomainScores['team'] {
  const totals = new Map<DomainScores['team'], number>();
  for (const [label, chance] of chances) {
    if (label === nothingLabel) continue;
    const team = experts.agents.get(label)?.team ?? 'workflow';
    totals.set(team, (totals.get(team) ?? 0) + chance);
  }
  return [...totals].reduce((best, one) => (one[1] > best[1] ? one : best), ['infrastructure', 0] as const)[0];
}
