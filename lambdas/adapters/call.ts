import type * as z from 'zod';
import { BatonError } from '../core/errors.ts';

/**
 * Reads what a function was called with.
 *
 * @throws CallInvalid naming every field that is off
 */
export function parseCall<T extends z.ZodType>(schema: T, event: unknown): z.infer<T> {
  const parsed = schema.safeParse(event);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => ({ field: path.join('.') || 'call', message }));
  const words = faults.map(({ field, message }) => `${field}: ${message}`).join('; ');
  throw new BatonError('CallInvalid', `the function was called with the wrong shape: ${words}`, { faults });
}
