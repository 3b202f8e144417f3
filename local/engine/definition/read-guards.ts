import { show } from '../json.ts';
import type { JsonObject } from '../types.ts';
import type { FieldReader } from './field-reader.ts';
import { CATCHER_FIELDS, RETRIER_FIELDS, strayFields } from './fields.ts';
import type { Catcher, Retrier } from './machine.ts';
import { misfit, type NumberField } from './numbers.ts';

/** Retry and Catch of a state. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
export function readGuards(source: JsonObject, fields: FieldReader): { retry: Retrier[]; catch: Catcher[] } {
  const { problems } = fields;
  const retriers = fields.list(source, 'Retry');
  const catchers = fields.list(source, 'Catch');
  return {
    retry: retriers.map((it, i) => readRetrier(it, `Retry[${i}]`, i === retriers.length - 1, problems)),
    catch: catchers.map((it, i) => {
      const at = `Catch[${i}]`;
      problems.push(...strayFields(it, CATCHER_FIELDS).map((stray) => `${at}: ${stray}`));
      if (typeof it['Next'] !== 'string') problems.push(`${at} has no Next`);
      return {
        errors: errorNames(it, at, i === catchers.length - 1, problems),
        next: show(it['Next']),
        ...fields.results(it, at, 'errorOutput'),
      };
    }),
  };
}

function readRetrier(source: JsonObject, at: string, last: boolean, problems: string[]): Retrier {
  problems.push(...strayFields(source, RETRIER_FIELDS).map((stray) => `${at}: ${stray}`));
  const number = (field: NumberField): number | undefined => {
    const value = source[field];
    if (value === undefined) return undefined;
    const wrong = misfit(field, value);
    if (wrong) problems.push(`${at}: ${field} ${wrong}`);
    return Number(value);
  };
  const intervalSeconds = number('IntervalSeconds') ?? 1;
  const maxDelaySeconds = number('MaxDelaySeconds');
  if (maxDelaySeconds !== undefined && maxDelaySeconds <= intervalSeconds)
    problems.push(`${at}: MaxDelaySeconds must be greater than IntervalSeconds (${intervalSeconds})`);
  const jitter = source['JitterStrategy'] ?? 'NONE';
  if (jitter !== 'FULL' && jitter !== 'NONE') problems.push(`${at}: JitterStrategy must be FULL or NONE`);
  return {
    errors: errorNames(source, at, last, problems),
    intervalSeconds,
    maxAttempts: number('MaxAttempts') ?? 3,
    backoffRate: number('BackoffRate') ?? 2,
    fullJitter: jitter === 'FULL',
    ...(maxDelaySeconds !== undefined && { maxDelaySeconds }),
  };
}

function errorNames(source: JsonObject, at: string, last: boolean, problems: string[]): string[] {
  const list = source['ErrorEquals'];
  const names = Array.isArray(list) ? list.map(show) : [];
  if (names.length === 0) problems.push(`${at}: ErrorEquals must be a list of at least one error name`);
  if (names.includes('States.ALL') && (names.length > 1 || !last))
    problems.push(`${at}: States.ALL must stand alone and in the last entry`);
  return names;
}
