import * as z from 'zod';
import { BatonError } from './errors.ts';

/**
 * What an id may look like, whoever made it. `#` and `/` stay out: they separate the parts of table keys and of paths.
 */
export const idPattern = /^[A-Za-z0-9_-]{1,64}$/;

/** An id that comes from outside. */
export const idSchema = z.string().regex(idPattern, 'must be 1 to 64 letters, digits, "-" or "_"');

/** The id of an agent: lower-case words joined by hyphens, as in `network-expert`. */
export const agentIdSchema = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be lower-case words joined by "-"')
  .max(48);

/** A source of fresh ids that sort by time (ULID, https://github.com/ulid/spec). */
export type NewId = () => string;

/** @throws InvalidId naming the field and the value seen */
export function requireId(field: string, value: string): string {
  if (idPattern.test(value)) return value;
  const seen = JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
  throw new BatonError('InvalidId', `${field} ${seen} is no id: 1 to 64 letters, digits, "-" or "_" are expected`);
}
