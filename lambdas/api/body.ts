import type { Context } from 'hono';
import type * as z from 'zod';
import { BatonError } from '../core/errors.ts';

/** The largest body that is read, bytes. */
export const bodyLimit = 262_144;
/** How deep values may be nested in a body. */
const depthLimit = 32;
/** How many values a body may hold. */
const valueLimit = 10_000;

/**
 * Reads a JSON body of a given shape. Size, nesting and number of values are bounded before anything is parsed, so that no
 * body is expensive to refuse.
 *
 * @throws UnsupportedMediaType, PayloadTooLarge, TooComplex, InvalidRequest naming every field that is off
 */
export async function readBody<T extends z.ZodType>(context: Context, schema: T): Promise<z.infer<T>> {
  const type = context.req.header('content-type') ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw new BatonError(
      'UnsupportedMediaType',
      `content-type ${JSON.stringify(type.slice(0, 80))} is not application/json`,
    );
  }
  const text = await context.req.text();
  const bytes = Buffer.byteLength(text);
  if (bytes > bodyLimit) {
    throw new BatonError('PayloadTooLarge', `the body has ${bytes} bytes; at most ${bodyLimit} are taken`);
  }
  requireSimple(text);
  return parseShape(schema, parseJson(text), 'body');
}

/** @throws InvalidRequest naming every field that is off */
export function parseShape<T extends z.ZodType>(schema: T, value: unknown, whole: string): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => ({ field: path.join('.') || whole, message }));
  const words = faults.map(({ field, message }) => `${field}: ${message}`).join('; ');
  throw new BatonError('InvalidRequest', words, { faults });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BatonError('InvalidRequest', `the body is not JSON: ${error instanceof Error ? error.message : ''}`);
  }
}

/** One pass over the characters: brackets and separators outside of strings tell depth and number of values. */
function requireSimple(text: string): void {
  let depth = 0;
  let values = 1;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (inString) {
      if (char === '\\') index += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    else if (char === ',') values += 1;
    if (depth > depthLimit) throw tooComplex(`nested deeper than ${depthLimit} levels`);
    if (values > valueLimit) throw tooComplex(`made of more than ${valueLimit} values`);
  }
}

function tooComplex(how: string): BatonError {
  return new BatonError('TooComplex', `the body is ${how}`);
}
