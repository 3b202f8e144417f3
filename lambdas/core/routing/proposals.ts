import type { AgentDefinition } from '../agent/definition.ts';
import { sureFrom } from './confidence.ts';
import type { Judgement, LabelledRequest } from './evaluation.ts';
import { fillerWords } from './phrase.ts';
import { readText } from './text.ts';
import { deedOf } from './verbs.ts';

/** Something that a person may change about the rules, and what speaks for it. */
export type Proposal =
  | { readonly kind: 'keyword'; readonly agentId: string; readonly word: string; readonly requests: number }
  | {
      readonly kind: 'threshold';
      readonly from: number;
      readonly to: number;
      /** What the first tier would decide itself, and how often it would be right; shares of 1. */
      readonly coverage: number;
      readonly right: number;
    };

/** In so many requests a word has to be, to be more than chance. */
const enough = 2;

/** How often the first tier is to be right about what it decides itself. */
const wantedRight = 0.95;

const steps = Array.from({ length: 19 }, (_, at) => Math.round((at + 1) * 5) / 100);

/**
 * What corrected requests and a measured set speak for: words of one agent's field that its definition does not have yet, and
 * another confidence from which on the first tier decides by itself. Proposals are for people; nothing is changed.
 */
export function proposals(
  corrected: readonly LabelledRequest[],
  agents: readonly AgentDefinition[],
  judged: readonly Judgement[],
): Proposal[] {
  return [...newKeywords(corrected, agents), ...betterThreshold(judged)];
}

function newKeywords(corrected: readonly LabelledRequest[], agents: readonly AgentDefinition[]): Proposal[] {
  const meant = new Map<string, Map<string, number>>();
  for (const { text, label } of corrected) {
    for (const word of thingsOf(text)) {
      const labels = meant.get(word) ?? new Map<string, number>();
      meant.set(word, labels.set(label, (labels.get(label) ?? 0) + 1));
    }
  }
  return [...meant].flatMap(([word, labels]): Proposal[] => {
    const [[agentId, requests] = ['', 0], another] = labels;
    const agent = agents.find(({ id }) => id === agentId);
    const isNew = agent !== undefined && !agent.routing.keywords.includes(word);
    return isNew && another === undefined && requests >= enough ? [{ kind: 'keyword', agentId, word, requests }] : [];
  });
}

const thingsOf = (text: string): Set<string> =>
  new Set(
    readText(text)
      .tokens.filter((token) => !fillerWords.has(token.word) && deedOf(token) === undefined && !/\d/.test(token.word))
      .map(({ word }) => word),
  );

/** The lowest confidence from which on enough is right. */
function betterThreshold(judged: readonly Judgement[]): Proposal[] {
  for (const to of steps) {
    const decided = judged.filter(({ route }) => route.confidence >= to);
    const right = decided.filter(({ lenient }) => lenient).length / decided.length;
    if (!(right >= wantedRight)) continue;
    const same = Math.abs(to - sureFrom) < 0.025;
    return same ? [] : [{ kind: 'threshold', from: sureFrom, to, coverage: decided.length / judged.length, right }];
  }
  return [];
}
