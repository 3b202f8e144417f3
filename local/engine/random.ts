import { createHash, randomUUID } from 'node:crypto';
import type { Randomness } from './types.ts';

export const systemRandomness: Randomness = { number: () => Math.random(), uuid: () => randomUUID() };

/** The same values for the same seed, on every machine: a counter, hashed. */
export function seededRandomness(seed: number | string): Randomness {
  let count = 0;
  const next = (): Buffer =>
    createHash('sha256')
      .update(`${seed}:${(count += 1)}`)
      .digest();
  return {
    number: () => next().readUIntBE(0, 6) / 2 ** 48,
    uuid() {
      const hex = next().toString('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
  };
}
