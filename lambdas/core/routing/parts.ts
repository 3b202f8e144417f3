import type { DomainScores } from './domains.ts';
import type { Experts } from './experts.ts';
import { fillerWords } from './phrase.ts';
import { type Segment, segmentsOf } from './segments.ts';
import { readText, type Text, type Token } from './text.ts';
import { deedOf, findVerb } from './verbs.ts';

/** One expert's part of a request. */
export interface Part {
  readonly agentId: string;
  /** Its words in the request. */
  readonly text: string;
  readonly chance: number;
  /** Why it is done though the request does not say so, where nothing but experience does. */
  readonly why?: string;
}

/** A part with the segment that it began with. */
export interface CutPart extends Part {
  /** What the registry's own words say for its expert in the segment that it began with. */
  readonly evidence: number;
  readonly segment: Segment;
}

/** A segment that speaks less clearly than this for an expert belongs to the part before it. */
const clearEnough = 0.33;

/** What a segment is about stands at its beginning. */
const scoredWords = 40;

interface Open extends CutPart {
  readonly start: number;
  readonly end: number;
}

/** Cuts a request into parts, one per expert and in the order of the work; a request of one expert is one part. */
export function partsOf(text: Text, score: (text: Text) => DomainScores, experts: Experts, never: string): CutPart[] {
  const parts: Open[] = [];
  const segments = segmentsOf(text);
  for (const [place, segment] of segments.entries()) {
    const part = partOf(text, segment, segments[place + 1], score, never);
    const previous = parts.at(-1);
    if (part === undefined) continue;
    const unclear = part.chance < clearEnough;
    if (previous !== undefined && (unclear || previous.agentId === part.agentId)) {
      parts[parts.length - 1] = grown(text, previous, part.end);
    } else if (previous !== undefined && parts.length === 1 && previous.chance < clearEnough) {
      // An unclear beginning ("set this up: …") belongs to what comes after it.
      parts[0] = { ...part, text: text.clean.slice(previous.start, part.end), start: previous.start };
    } else if (previous !== undefined && (segment.earlier || (parts.length === 1 && beginsBefore(text)))) {
      parts.splice(parts.length - 1, 0, part);
    } else parts.push(part);
  }
  return merged(parts).filter(({ agentId }) => experts.agents.has(agentId));
}

function partOf(
  text: Text,
  segment: Segment,
  next: Segment | undefined,
  score: (text: Text) => DomainScores,
  never: string,
): Open | undefined {
  const { tokens } = segment;
  const [first, last] = [tokens[0], tokens.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const words = text.clean.slice(first.start, last.end);
  // A verb alone (`encrypt and monitor the backups`) shares the object of the next one.
  const alone = tokens.length === 1 && deedOf(first) !== undefined;
  const shared = alone ? (next?.tokens.slice(1).map(({ word }) => word) ?? []) : [];
  const said = text.clean.slice(first.start, tokens[Math.min(tokens.length, scoredWords) - 1]?.end);
  const best = clearest(score(readText([said, ...shared].join(' '))), never);
  const empty = tokens.every(({ word }) => fillerWords.has(word) || /^\d+$/.test(word)) || isMeasure(tokens);
  return { ...best, chance: empty ? 0 : best.chance, text: words, segment, start: first.start, end: last.end };
}

/** The likeliest expert, and nobody where it is more likely that nothing is asked for. */
function clearest({ candidates, nothing }: DomainScores, never: string): Omit<CutPart, 'text' | 'segment'> {
  const [best] = candidates;
  const clear = best !== undefined && best.agentId !== never && best.chance > nothing;
  return { agentId: best?.agentId ?? '', chance: clear ? best.chance : 0, evidence: best?.evidence ?? 0 };
}

/** `Before you patch it, take a backup`: what is said first is done last. */
const beginsBefore = ({ tokens }: Text): boolean => tokens[0]?.word === 'before';

const quantity = /^\d+(?:[.,]\d+)?(?:[kmgt]i?b?|x|cores?|v?cpus?)?$/;
const measured =
  /^(?:[kmgt]i?b|gigs?|gigabytes?|terabytes?|cores?|v?cpus?|threads?|sockets?|ram|memory|swap|disks?|space|storage|ssd|nvme|hdd|gpus?|size|large|big|each|root|boot|data|system|mbit|gbit)$/;

/** `4 cores`, `8 GB of disk for mail`: how large the thing before it is to be, and no work of its own. */
function isMeasure(tokens: readonly Token[]): boolean {
  const until = tokens.findIndex(({ word }) => /^(?:for|on|in|to|from|at)$/.test(word));
  const said = until < 0 ? tokens : tokens.slice(0, until);
  return (
    said.some(({ word }) => quantity.test(word)) &&
    said.every(({ word }) => quantity.test(word) || measured.test(word) || fillerWords.has(word))
  );
}

const grown = (text: Text, part: Open, end: number): Open => ({
  ...part,
  text: text.clean.slice(part.start, Math.max(part.end, end)).trim(),
  end: Math.max(part.end, end),
});

/** An expert that is met twice works once, where it is met first. */
function merged(parts: readonly Open[]): CutPart[] {
  const byAgent = new Map<string, Open>();
  for (const part of parts) {
    const earlier = byAgent.get(part.agentId);
    byAgent.set(part.agentId, earlier === undefined ? part : { ...earlier, text: `${earlier.text}; ${part.text}` });
  }
  return [...byAgent.values()];
}

/** Whether a segment says what to do, and not only what is to be there. */
export const hasDeed = ({ tokens }: Segment): boolean => findVerb(tokens) !== undefined;
