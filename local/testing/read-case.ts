import type { JsonObject } from '../engine/index.ts';
import type { RecordedAnswer, RecordedCase } from './recorded.ts';

/**
 * A recorded case from JSON, whatever else it holds.
 * @param name what it is called when it does not say
 * @throws Error saying what it lacks
 */
export function readCase(value: unknown, name: string): RecordedCase {
  if (!isObject(value)) throw new Error('a case is a JSON object with definition and expected');
  const { definition, expected, mocks, masks, history, ...rest } = value;
  if (typeof definition !== 'string' && !isObject(definition)) throw new Error('the case has no definition');
  if (!isObject(expected) || typeof expected['status'] !== 'string') throw new Error('the case has no expected.status');
  return {
    name: typeof rest['name'] === 'string' ? rest['name'] : name,
    definition,
    expected: expected as unknown as RecordedCase['expected'],
    ...('input' in rest && { input: rest['input'] }),
    mocks: mocks === undefined || mocks === null ? [] : readMocks(mocks),
    masks: Array.isArray(masks) ? masks.filter((it) => typeof it === 'string') : [],
    ...(Array.isArray(history) && { history: history as never }),
  };
}

/** @throws Error when it is no list of `{state, output}` or `{state, error, cause}` */
export function readMocks(value: unknown): RecordedAnswer[] {
  const fits = Array.isArray(value) && value.every((it) => isObject(it) && typeof it['state'] === 'string');
  if (fits) return value as RecordedAnswer[];
  throw new Error('mocks are a JSON array of {"state": …, "output": …} or {"state": …, "error": …, "cause": …}');
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
