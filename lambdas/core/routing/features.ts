import { fillerWords, rolesOf } from './phrase.ts';
import type { Text } from './text.ts';

/** One observation about a text, the weight it has there, and the token it comes from (-1: the text as a whole). */
export interface Feature {
  readonly name: string;
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
  let previous = '^';
  tokens.forEach((token, at) => {
    const word = /^\d+$/.test(token.word) ? '0' : token.stem;
    const filler = fillerWords.has(token.word);
    const role = roles[at] ?? 'object';
    features.push({ name: `w:${word}`, value: filler ? 0.3 : role === 'context' ? 0.7 : 1, token: at });
    if (options.roles && !filler) {
      features.push({ name: `${role === 'context' ? 'x' : 'o'}:${word}`, value: 0.7, token: at });
      if (role === 'head') features.push({ name: `h:${word}`, value: 1, token: at });
    }
    if (options.pairs) features.push({ name: `p:${previous} ${word}`, value: filler ? 0.4 : 0.7, token: at });
    if (options.characters && !filler) {
      const scale = role === 'context' ? 0.2 : 0.3;
      for (const piece of piecesOf(word)) features.push({ name: `c:${piece}`, value: scale, token: at });
    }
    previous = word;
  });
  if (text.clean.endsWith('?')) features.push({ name: 'q:', value: 0.7, token: -1 });
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

/**
 * The bucket of a feature's name in a table of `2^bits` (FNV-1a, 32 bits, http://www.isthe.com/chongo/tech/comp/fnv/, its upper
 * half folded in). Hashing keeps the model small and lets it meet words it has never seen.
 */
export function bucketOf(name: string, bits: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) {
    hash ^= name.charCodeAt(at);
    hash = imul(hash, 0x01000193);
  }
  return ((hash >>> 16) ^ hash) & ((1 << bits) - 1);
}
