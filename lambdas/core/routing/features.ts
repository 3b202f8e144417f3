import { fillerWords, rolesOf } from './phrase.ts';
import type { Text } from './text.ts';

/** One observation about a text, the weight it has there, and the token it comes from (-1: the text as a whole). */
export interface Feature {
  readonly name: string;
  /** Of the name, 32 bits. */
  readonly hash: number;
  readonly value: number;
  readonly token: number;
}

/** How many words of a request the classifier looks at; what a request wants stands at its beginning. */
const wordLimit = 120;

export interface FeatureOptions {
  readonly roles: boolean;
  readonly pairs: boolean;
  readonly characters: boolean;
}

export const allFeatures: FeatureOptions = { roles: true, pairs: true, characters: true };

/**
 * What the classifier sees of a text: stems, stems with their role in the sentence, neighbouring pairs, and pieces of words of
 * three to five characters, so that a typo or an unknown compound still resembles what was learned.
 */
export function featuresOf(text: Text, options: FeatureOptions = allFeatures): Feature[] {
  const tokens = text.tokens.slice(0, wordLimit);
  const roles = rolesOf(tokens);
  const features: Feature[] = [];
  const add = (name: string, value: number, token: number): void => {
    features.push({ name, hash: hashOf(name), value, token });
  };
  let previous = '^';
  tokens.forEach((token, at) => {
    const word = /^\d+$/.test(token.word) ? '0' : token.stem;
    const filler = fillerWords.has(token.word);
    const role = roles[at] ?? 'object';
    add(`w:${word}`, filler ? 0.3 : role === 'context' ? 0.7 : 1, at);
    if (options.roles && !filler) {
      add(`${role === 'context' ? 'x' : 'o'}:${word}`, 0.7, at);
      if (role === 'head') add(`h:${word}`, 1, at);
    }
    if (options.pairs) add(`p:${previous} ${word}`, filler ? 0.4 : 0.7, at);
    if (options.characters && !filler) {
      const scale = role === 'context' ? 0.2 : 0.3;
      for (const piece of piecesOf(word)) add(`c:${piece}`, scale, at);
    }
    previous = word;
  });
  if (text.clean.endsWith('?')) add('q:', 0.7, -1);
  return features;
}

function piecesOf(word: string): string[] {
  const padded = `<${word.slice(0, 24)}>`;
  const pieces: string[] = [];
  for (const size of [3, 4, 5]) {
    for (let at = 0; at + size <= padded.length; at += 1) pieces.push(padded.slice(at, at + size));
  }
  return pieces;
}

// Read once: it is called for every feature of every word.
const { imul } = Math;

/** FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/), its upper half folded into the lower. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) {
    hash ^= name.charCodeAt(at);
    hash = imul(hash, 0x01000193);
  }
  return (hash >>> 16) ^ hash;
}

/**
 * Where a feature falls in a table of `2^bits` buckets. Hashing keeps the model small and lets it meet words it has never seen.
 */
export const bucketOf = ({ hash }: Feature, bits: number): number => hash & ((1 << bits) - 1);
