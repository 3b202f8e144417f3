import { isObject, typeName } from '../json.ts';
import type { Json } from '../types.ts';
import { EvaluationError, type Bindings, type Expressions } from './expressions.ts';

/** A value that may hold expressions anywhere, as Arguments, Output and Assign do; compiled when the machine is loaded. */
export type Template =
  | { readonly kind: 'literal'; readonly value: Json }
  | { readonly kind: 'expression'; readonly text: string; readonly field: string }
  | { readonly kind: 'array'; readonly items: readonly Template[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, Template])[] };

/** The expression of a text like `{% … %}`, or undefined: nothing may stand before or after the marks. */
export function expressionIn(text: string): string | undefined {
  return text.startsWith('{%') && text.endsWith('%}') && text.length >= 4 ? text.slice(2, -2).trim() : undefined;
}

/**
 * Compiles a value of the machine; `field` names it in causes (`Output/result`).
 * @throws EvaluationError naming the field whose expression is no JSONata
 */
export function compileTemplate(value: Json, field: string, expressions: Expressions): Template {
  if (typeof value === 'string') {
    const text = expressionIn(value);
    if (text === undefined) return { kind: 'literal', value };
    try {
      expressions.parse(text);
    } catch (error) {
      throw new EvaluationError(error instanceof Error ? error.message : String(error), field);
    }
    return { kind: 'expression', text, field };
  }
  if (Array.isArray(value)) {
    const items = value.map((it, i) => compileTemplate(it, `${field}[${i}]`, expressions));
    return items.every((it) => it.kind === 'literal') ? { kind: 'literal', value } : { kind: 'array', items };
  }
  if (isObject(value)) {
    const entries = Object.entries(value).map(
      ([k, v]) => [k, compileTemplate(v, `${field}/${k}`, expressions)] as const,
    );
    return entries.every(([, it]) => it.kind === 'literal') ? { kind: 'literal', value } : { kind: 'object', entries };
  }
  return { kind: 'literal', value };
}

/**
 * Literals and single expressions, which most are, are answered without a promise of their own.
 * @throws EvaluationError naming the field that failed
 */
export function evaluateTemplate(
  template: Template,
  expressions: Expressions,
  bindings: Bindings,
): Json | Promise<Json> {
  if (template.kind === 'literal') return template.value;
  if (template.kind === 'expression') return expressions.evaluate(template.text, template.field, bindings);
  return evaluateMembers(template, expressions, bindings);
}

/** One after the other: the first that fails is the one that is told of. */
async function evaluateMembers(
  template: Template & { kind: 'array' | 'object' },
  expressions: Expressions,
  bindings: Bindings,
): Promise<Json> {
  if (template.kind === 'array') {
    const items: Json[] = [];
    for (const it of template.items) items.push(await evaluateTemplate(it, expressions, bindings));
    return items;
  }
  const members: [string, Json][] = [];
  for (const [key, it] of template.entries) members.push([key, await evaluateTemplate(it, expressions, bindings)]);
  return Object.fromEntries(members);
}

/** The cause for a value of the wrong type. */
export function unexpectedType(template: Template, field: string, expected: string, value: Json): EvaluationError {
  const subject =
    template.kind === 'expression'
      ? `The JSONata expression '${template.text}' specified for the field '${field}'`
      : `The field '${field}'`;
  const was = `Expected '${expected}', but was '${typeName(value)}' for value: ${JSON.stringify(value)}`;
  return new EvaluationError(`${subject} returned an unexpected result type. ${was}`, field);
}
