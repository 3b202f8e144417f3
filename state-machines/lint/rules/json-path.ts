import { type Machine, statesOf } from '../machine.ts';
import type { Problem } from '../problem.ts';
import { isObject } from '../written.ts';

const templates = ['Arguments', 'Output', 'Assign', 'ItemSelector'];

/**
 * Keys like `"id.$"`: in JSONPath they say that the value is a path, in JSONata they are names with a dollar in them.
 * Whole fields of JSONPath (`Parameters`, `ResultPath`, …) are refused by the engine's loader.
 */
export function jsonPath({ scope }: Machine): Problem[] {
  return [...statesOf(scope)].flatMap(({ name, source }) =>
    templates.flatMap((field) =>
      [...pathKeys(source[field], field)].map((key) => ({
        state: name,
        rule: 'json-path',
        message: `${key}: keys ending in .$ belong to JSONPath: write ${key.slice(0, -2)} with {% … %} as its value`,
      })),
    ),
  );
}

function* pathKeys(value: unknown, field: string): Generator<string> {
  if (Array.isArray(value)) for (const [index, it] of value.entries()) yield* pathKeys(it, `${field}[${index}]`);
  if (!isObject(value)) return;
  for (const [key, it] of Object.entries(value)) {
    if (key.endsWith('.$')) yield `${field}/${key}`;
    else yield* pathKeys(it, `${field}/${key}`);
  }
}
