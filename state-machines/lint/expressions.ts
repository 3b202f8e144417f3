import jsonata from 'jsonata-aws';
import { referencesIn, type References } from './references.ts';
import { isObject, type Written } from './written.ts';

/** One `{% … %}` of a state. */
export interface FieldExpression {
  /** Where it stands: `Output/result`, `Catch[0]/Assign/failure`. */
  readonly field: string;
  readonly references: References;
}

/** Fields with states of their own, or that hold no expressions. */
const ELSEWHERE = ['Branches', 'ItemProcessor', 'Comment'];

/** The expressions of a state, without those of the states inside it; what cannot be parsed is left out. */
export function expressionsOf(state: Written): FieldExpression[] {
  const fields = Object.entries(state).filter(([field]) => !ELSEWHERE.includes(field));
  return fields.flatMap(([field, value]) => [...textsIn(value, field)].flatMap(parse));
}

/** Every text of a value, with where it stands. */
export function* textsIn(value: unknown, field: string): Generator<{ readonly field: string; readonly text: string }> {
  if (typeof value === 'string') yield { field, text: value };
  else if (Array.isArray(value)) for (const [index, it] of value.entries()) yield* textsIn(it, `${field}[${index}]`);
  else if (isObject(value)) for (const [key, it] of Object.entries(value)) yield* textsIn(it, `${field}/${key}`);
}

/** The expression of a text like `{% … %}`. */
export function expressionIn(text: string): string | undefined {
  return /^\{%([^]*)%\}$/.exec(text)?.[1]?.trim();
}

function parse({ field, text }: { readonly field: string; readonly text: string }): FieldExpression[] {
  const expression = expressionIn(text);
  if (expression === undefined) return [];
  try {
    // The version that Step Functions runs: what it cannot parse, the engine's loader refuses.
    return [{ field, references: referencesIn(jsonata(expression).ast()) }];
  } catch {
    return [];
  }
}
