import { type Machine, statesOf } from '../machine.ts';
import type { Problem } from '../problem.ts';
import { isObject, objectsIn, type Written } from '../written.ts';

const templates = ['Arguments', 'Output', 'Assign', 'ItemSelector', 'Items'];

const path = /^(\$\$?)(?:\.{1,2}[\p{L}_*]|\[)\S*$/u;
const intrinsic = /^States\.[A-Z]\w*\([^]*\)$/;

export const isLeftOver = (text: unknown): boolean =>
  typeof text === 'string' && (path.test(text) || intrinsic.test(text));

/**
 * What JSONPath would read as a path, and JSONata leaves as it is: keys like `"id.$"`, and texts like `$.id` and `States.UUID()`.
 * Whole fields of JSONPath (`Parameters`, `ResultPath`, …) are refused by the engine's loader.
 */
export function jsonPath({ scope }: Machine): Problem[] {
  return [...statesOf(scope)].flatMap(({ name: state, source }) =>
    templatesOf(source).flatMap(([field, value]) =>
      [...leftOversIn(value, field)].map((message) => ({ state, rule: 'json-path', message })),
    ),
  );
}

/** Values that may hold expressions: of a state, of its rules and of its catchers, each with where it stands. */
function templatesOf(source: Written): (readonly [string, unknown])[] {
  const parts = ['Choices', 'Catch'].flatMap((list) =>
    objectsIn(source[list]).map(([index, part]) => [`${list}[${index}]/`, part] as const),
  );
  return [['', source] as const, ...parts].flatMap(([place, part]) =>
    templates.map((field) => [`${place}${field}`, part[field]] as const),
  );
}

function* leftOversIn(value: unknown, field: string): Generator<string> {
  if (typeof value === 'string') yield* leftOver(value, field);
  if (Array.isArray(value)) for (const [index, it] of value.entries()) yield* leftOversIn(it, `${field}[${index}]`);
  if (!isObject(value)) return;
  for (const [key, it] of Object.entries(value)) {
    const place = `${field}/${key}`;
    if (!key.endsWith('.$')) yield* leftOversIn(it, place);
    else yield `${place}: keys ending in .$ belong to JSONPath: write ${place.slice(0, -2)} with {% … %} as its value`;
  }
}

function* leftOver(text: string, field: string): Generator<string> {
  const root = path.exec(text)?.[1];
  const instead = root === '$$' ? '$states.context' : '$states.input';
  if (root !== undefined) yield `${field}: ${text} is a path of JSONPath, here a mere text: write {% ${instead} … %}`;
  if (intrinsic.test(text))
    yield `${field}: ${text} is a function of JSONPath, here a mere text: write {% … %} with one of JSONata`;
}
