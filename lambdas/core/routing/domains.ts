import { softmax, type Classifier } from './classifier.ts';
import { practiceOf } from './practice.ts';
import { rolesOf } from './phrase.ts';
import type { Experts } from './experts.ts';
import type { Text } from './text.ts';

/** The classifier's label for a text that asks for nothing an expert does. */
export const nothingLabel = 'clarify';

/** How much a keyword in a good place moves the classifier's score; chosen by measurement (docs/decisions/0002). */
const evidenceWeight = 1;

/** How much it counts that the very thing to be changed is a practice of one field. */
const practiceWeight = 5;

/** More keywords than these make a decision no clearer. */
const evidenceCap = 4;

export interface Candidate {
  readonly agentId: string;
  /** 0 to 1; all candidates and {@link DomainScores.nothing} add up to 1. */
  readonly chance: number;
  /** Words of the request that speak for it, strongest first. */
  readonly words: () => readonly string[];
  /** What the registry's own words add up to; 0 when none was found. */
  readonly evidence: number;
}

export interface DomainScores {
  /** Every agent that requests are routed to, most likely first. */
  readonly candidates: readonly Candidate[];
  /** The chance that the text asks for nothing an expert does. */
  readonly nothing: number;
}

export type Scorer = (text: Text) => DomainScores;

/**
 * Joins what the registry's keywords say with what the classifier learned. An agent that the classifier has never heard of, because
 * its definition was added after training, is judged by its keywords from the middle of the field.
 */
export function createScorer(experts: Experts, classify: Classifier): Scorer {
  return (text) => {
    const learned = classify(text);
    const roles = rolesOf(text.tokens);
    const found = experts.evidence(text.tokens, roles);
    const practice = practiceOf(text.tokens, roles);
    const known = [...learned.scores.values()];
    const middle = known.reduce((sum, score) => sum + score, 0) / Math.max(1, known.length);
    const joined = new Map<string, number>();
    for (const agentId of experts.agents.keys()) {
      const evidence = Math.min(evidenceCap, found.get(agentId)?.score ?? 0);
      const practised = experts.domainOf(agentId) === practice ? practiceWeight : 0;
      joined.set(agentId, (learned.scores.get(agentId) ?? middle) + evidenceWeight * evidence + practised);
    }
    joined.set(nothingLabel, learned.scores.get(nothingLabel) ?? middle - 2);
    const chances = softmax(joined);
    const candidates = [...experts.agents.keys()]
      .map((agentId) => ({
        agentId,
        chance: chances.get(agentId) ?? 0,
        words: () => [...new Set([...(found.get(agentId)?.words ?? []), ...learned.wordsFor(agentId, 3)])].slice(0, 3),
        evidence: found.get(agentId)?.score ?? 0,
      }))
      .sort((a, b) => b.chance - a.chance);
    return { candidates, nothing: chances.get(nothingLabel) ?? 0 };
  };
}
