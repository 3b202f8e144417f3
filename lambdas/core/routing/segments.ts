import { provides } from './phrase.ts';
import type { Text, Token } from './text.ts';
import { deedOf } from './verbs.ts';

/** How a segment is joined to what stands before it. */
export type Joint = 'start' | 'stop' | 'comma' | 'and' | 'with' | 'sequel';

/** A stretch of a request between two places at which a new piece of work may begin. */
export interface Segment {
  /** Without the words that join it to others. */
  readonly tokens: readonly Token[];
  /** Where its first word stands among the words of the request. */
  readonly at: number;
  readonly joint: Joint;
  /** It is to come before what was said before it (`upgrade it after taking a snapshot`). */
  readonly earlier: boolean;
}

/** A request is cut into no more pieces than this; the rest belongs to the last one. */
const maxSegments = 12;

const sequels = new Set('then afterwards afterward subsequently finally next later lastly last'.split(' '));
const joiners = new Set('and & plus also or nor but while so'.split(' '));
const companions = new Set('with w incl including plus alongside along together'.split(' '));
/** Words that begin a piece of work without being part of it. */
const leading = /^(?:also|too|as|well|that|this|please|first|second|after|before|once|until|which)$/;

/** Cuts a request wherever another piece of work may begin, in the order in which it is said. Linear. */
export function segmentsOf({ tokens }: Text): Segment[] {
  const cuts: { at: number; joint: Joint; earlier: boolean }[] = [{ at: 0, joint: 'start', earlier: false }];
  for (let at = 1; at < tokens.length && cuts.length < maxSegments; at += 1) {
    const joint = jointAt(tokens, at);
    const last = cuts.at(-1);
    if (joint === undefined || last === undefined) continue;
    const earlier = joint === 'sequel' && /^(?:after|once|until)$/.test(tokens[at]?.word ?? '');
    // `, and then`: one joint of three words, and the strongest of them counts.
    if (isJoint(tokens.slice(last.at, at)))
      cuts[cuts.length - 1] = { at: last.at, joint: stronger(last.joint, joint), earlier };
    else cuts.push({ at, joint, earlier });
  }
  return cuts.flatMap(({ at, joint, earlier }, index) => {
    const own = tokens.slice(at, cuts[index + 1]?.at ?? tokens.length);
    const next = tokens[cuts[index + 1]?.at ?? tokens.length];
    const from = own.findIndex((token) => !joins(token) && !leading.test(token.word));
    const to = own.findLastIndex((token, place) => !joins(token) && !isOrdinal(token, own[place + 1] ?? next));
    return from < 0 || to < from ? [] : [{ tokens: own.slice(from, to + 1), at: at + from, joint, earlier }];
  });
}

function jointAt(tokens: readonly Token[], at: number): Joint | undefined {
  const { word = '', before = '' } = tokens[at] ?? {};
  if (sequels.has(word)) return 'sequel';
  if (/^(?:after|once|before|until)$/.test(word) && isDeed(tokens[at + 1])) return 'sequel';
  // `So that` tells what for.
  if (word === 'so' && tokens[at + 1]?.word === 'that') return undefined;
  if (joiners.has(word)) return 'and';
  if (companions.has(word) && accompanies(tokens, at)) return 'with';
  if (/[.;?!\n:]/.test(before)) return 'stop';
  return before === '' ? undefined : 'comma';
}

const rank: readonly Joint[] = ['start', 'with', 'comma', 'and', 'stop', 'sequel'];
const stronger = (a: Joint, b: Joint): Joint => (rank.indexOf(a) > rank.indexOf(b) && a !== 'start' ? a : b);

const joins = ({ word }: Token): boolean => joiners.has(word) || sequels.has(word) || companions.has(word);

const isJoint = (tokens: readonly Token[]): boolean =>
  tokens.every((token) => joins(token) || leading.test(token.word));

/** The number before a point of a list: `2. a backup`, `2) a backup`. */
const isOrdinal = ({ word }: Token, next: Token | undefined): boolean =>
  /^\d$/.test(word) && /^[.)]$/.test(next?.before ?? '');

/**
 * Whether what stands here is said to be there too. `With the …` says which one is meant (`the container with the wiki`), and what
 * something is provided with is the thing itself (`protect the wiki with backups`).
 */
const accompanies = (tokens: readonly Token[], at: number): boolean =>
  tokens[at + 1]?.word !== 'the' && !provides(tokens, at);

/** `After taking a snapshot`, `before migrating it`, `until you have a backup`: a deed of its own. */
const isDeed = (token: Token | undefined): boolean =>
  token !== undefined &&
  ((token.word.endsWith('ing') && deedOf(token) !== undefined) || /^(?:you|we|i|somebody|someone)$/.test(token.word));
