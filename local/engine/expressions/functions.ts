import { createHash } from 'node:crypto';
import type jsonata from 'jsonata';
import { seededRandomness } from '../random.ts';
import type { Clock, Json, Randomness } from '../types.ts';

const HASHES: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** The most elements `$range` makes. */
const RANGE_LIMIT = 1_000;

/** What jsonata hands to a function as `this`, beyond what its types tell. */
type Focus = jsonata.Focus & { createSequence?: () => Json[] };

/** Thrown by a function; jsonata passes it on to the caller of `evaluate`. */
class FunctionError extends Error {}

/** Splits an array into parts of `size`; the last may be shorter. */
function partition(array: Json[] | undefined, size: number | undefined): Json[][] | undefined {
  if (array === undefined || size === undefined) return undefined;
  const step = Math.trunc(size);
  if (step < 1) throw new FunctionError('Second argument of partition function must be a positive number');
  return Array.from({ length: Math.ceil(array.length / step) }, (_, i) => array.slice(i * step, (i + 1) * step));
}

/** From one number to another, both included, in steps; fractions are rounded down. A single element comes out bare, as on AWS: the answer is a JSONata sequence. */
function range(this: Focus, from?: number, to?: number, by?: number): Json[] | undefined {
  if (from === undefined || to === undefined || by === undefined) return undefined;
  const [first, last, step] = [Math.floor(from), Math.floor(to), Math.floor(by)];
  if (step === 0) throw new FunctionError('Third argument of range function cannot be zero');
  const count = Math.max(0, Math.floor((last - first) / step) + 1);
  if (count > RANGE_LIMIT) throw new FunctionError(`range function cannot make more than ${RANGE_LIMIT} elements`);
  const sequence = this.createSequence?.() ?? [];
  for (let i = 0; i < count; i += 1) sequence.push(first + i * step);
  return sequence;
}

/** The hash of a text in hexadecimal. */
function hash(text?: string, algorithm?: string): string | undefined {
  if (text === undefined || algorithm === undefined) return undefined;
  const name = HASHES[algorithm];
  if (!name)
    throw new FunctionError(`Unknown hash algorithm ${algorithm}: use one of ${Object.keys(HASHES).join(', ')}`);
  return createHash(name).update(text, 'utf8').digest('hex');
}

/**
 * Gives an expression what Step Functions adds to JSONata, and the engine's own time and randomness.
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-provided-by-sfn
 */
export function registerFunctions(
  expression: jsonata.Expression,
  sources: { clock: Clock; random: Randomness; formatMillis: (ms: number, picture?: string, zone?: string) => unknown },
): void {
  const { clock, random } = sources;
  expression.registerFunction('partition', partition, '<an:a>');
  expression.registerFunction('range', range, '<nnn:a>');
  expression.registerFunction('hash', hash, '<s-s:s>');
  expression.registerFunction('uuid', () => random.uuid(), '<:s>');
  expression.registerFunction(
    'random',
    (seed?: number) => (seed === undefined ? random : seededRandomness(seed)).number(),
    '<n?:n>',
  );
  expression.registerFunction(
    'parse',
    (text?: string) => (text === undefined ? undefined : (JSON.parse(text) as Json)),
    '<s-:x>',
  );
  expression.registerFunction('millis', () => clock.now(), '<:n>');
  expression.registerFunction(
    'now',
    (picture?: string, zone?: string) => sources.formatMillis(clock.now(), picture, zone),
    '<s?s?:s>',
  );
}
