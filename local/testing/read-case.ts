import { isObject } from '../engine/json.ts';
import { readRecordedMocks } from './read-mocks.ts';
import type { RecordedCase } from './recorded.ts';

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
    mocks: mocks === undefined || mocks === null ? [] : readRecordedMocks(mocks),
    masks: Array.isArray(masks) ? masks.filter((it) => typeof it === 'string') : [],
    ...(Array.isArray(history) && { history: history as never }),
  };
}
