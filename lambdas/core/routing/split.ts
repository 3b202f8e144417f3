import type { CutPart } from './parts.ts';
import { hasDeed } from './parts.ts';
import { fillerWords } from './phrase.ts';
import type { Reading } from './reading.ts';
import type { Joint } from './segments.ts';
import { likelihood, type Weighed } from './weighing.ts';

export const splitSignals = [
  'always',
  'three',
  'clearness',
  'weakest',
  'evidence',
  'lone-evidence',
  'whole',
  'sequel',
  'stop',
  'and',
  'comma',
  'with',
  'deed',
  'first-deed',
  'context',
  'pronoun',
  'lone',
  'short',
  'number',
  'objects',
  'complaint',
  'question',
  'length',
] as const;

/** What speaks for several pieces of work, and against; most between 0 and 1. */
export type SplitSignals = Weighed<(typeof splitSignals)[number]>;

/** One weight per signal; learned from requests that are cut, and from many more that are not. */
export type SplitWeights = SplitSignals;

/** How likely parts are pieces of work of their own, 0 to 1, rather than words around one. */
export function chanceOfSplit(signals: SplitSignals, weights: SplitWeights): number {
  return likelihood(splitSignals, signals, weights);
}

/** Verbs after which `and X` is one more thing to see, to watch or to enter. */
const listing =
  /^(?:monitor|alert|notify|warn|watch|access|permissions?|grant|give|dashboards?|import|export|let|allow)/;
const complaint =
  /^(?:is|are|was|gets|keeps|too|cannot|can't|full|fails|failed|slow|broken|high|down|runs|ran|crashes|crashed|died|stopped|because|since|due)$/;

/** Reads off a cut what speaks for it. @param whole how likely the expert of the first part is for the request as a whole */
export function signalsOfSplit(parts: readonly CutPart[], reading: Reading, whole: number): SplitSignals {
  const [first, ...rest] = parts;
  const chances = parts.map(({ chance }) => chance);
  const share = (holds: (part: CutPart) => boolean): number => rest.filter(holds).length / Math.max(1, rest.length);
  const joined = (joint: Joint): number => share(({ segment }) => segment.joint === joint);
  const words = (part: CutPart): number => part.segment.tokens.filter(({ word }) => !fillerWords.has(word)).length;
  const head = reading.tokens.slice(0, rest[0]?.segment.at ?? 0).map(({ word }) => word);
  const flag = (holds: boolean): number => (holds ? 1 : 0);
  return {
    always: 1,
    three: flag(parts.length > 2),
    clearness: chances.reduce((sum, chance) => sum + chance, 0) / Math.max(1, chances.length),
    weakest: Math.min(1, ...chances),
    evidence: rest.reduce((sum, part) => sum + Math.min(1, part.evidence), 0) / Math.max(1, rest.length),
    'lone-evidence': share((part) => words(part) === 1 && part.evidence >= 1),
    whole,
    sequel: joined('sequel'),
    stop: joined('stop'),
    and: joined('and'),
    comma: joined('comma'),
    with: joined('with'),
    deed: share(({ segment }) => hasDeed(segment)),
    'first-deed': flag(first !== undefined && hasDeed(first.segment)),
    context: share(({ segment }) => reading.roles[segment.at] === 'context'),
    pronoun: share(({ segment }) =>
      segment.tokens.some(({ word }) => /^(?:it|them|those|these|its|their)$/.test(word)),
    ),
    lone: share((part) => words(part) === 1),
    short: share((part) => words(part) === 2),
    number: share(({ segment }) => segment.tokens.some(({ word }) => /^\d/.test(word))),
    objects: flag(head.some((word) => listing.test(word))) * share(({ segment }) => !hasDeed(segment)),
    complaint: flag(head.some((word) => complaint.test(word))),
    question: flag(reading.intent.intent === 'question'),
    length: Math.min(1, Math.log1p(reading.tokens.length) / 4),
  };
}
