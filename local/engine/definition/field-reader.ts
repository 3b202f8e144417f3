import type { Expressions } from '../expressions/expressions.ts';
import { compileTemplate, expressionIn, type Template } from '../expressions/template.ts';
import { isObject } from '../json.ts';
import type { Json, JsonObject } from '../types.ts';
import { misfit, takesNumber } from './numbers.ts';
import { unavailableMembers, type ConditionalMember } from './states-variable.ts';

/** Fields that take a text, or an expression that gives one. */
const TEXTS = ['Error', 'Cause', 'Timestamp'];

/** Reads and compiles the fields of one state; what is wrong with them is collected in `problems`. */
export class FieldReader {
  readonly problems: string[] = [];
  readonly #expressions: Expressions;

  constructor(expressions: Expressions) {
    this.#expressions = expressions;
  }

  /** @param available what the field has of `$states` beside input and context */
  template(source: JsonObject, field: string, location: string, available?: ConditionalMember): Template | undefined {
    const value = source[field];
    if (value === undefined) return undefined;
    this.#check(field, value, location);
    try {
      const template = compileTemplate(value, location, this.#expressions);
      this.problems.push(...unavailableMembers(template, this.#expressions, available));
      return template;
    } catch (error) {
      const { location: at, message } = error as { location?: string; message: string };
      this.problems.push(`${at ?? location}: ${message}`);
      return undefined;
    }
  }

  templates<K extends string>(
    source: JsonObject,
    fields: Readonly<Record<string, K>>,
    available?: ConditionalMember,
  ): { [P in K]?: Template } {
    const found: { [P in K]?: Template } = {};
    for (const [field, key] of Object.entries(fields)) {
      const template = this.template(source, field, field, available);
      if (template) found[key] = template;
    }
    return found;
  }

  /** What a rule and a catcher may set when they are taken. */
  results(
    source: JsonObject,
    location: string,
    available?: ConditionalMember,
  ): { output?: Template; assign?: Template } {
    const output = this.template(source, 'Output', `${location}/Output`, available);
    const assign = this.template(source, 'Assign', `${location}/Assign`, available);
    return { ...(output && { output }), ...(assign && { assign }) };
  }

  list(source: JsonObject, field: string): JsonObject[] {
    const value = source[field] ?? [];
    if (Array.isArray(value) && value.every(isObject)) return value;
    this.problems.push(`${field} must be a list of objects`);
    return [];
  }

  #check(field: string, value: Json, location: string): void {
    if (field === 'Assign' && !isObject(value)) this.problems.push(`${location} must be an object of variables`);
    if (TEXTS.includes(field) && typeof value !== 'string') this.problems.push(`${location} must be a text`);
    if (halfMarked(value)) {
      this.problems.push(`${location}: an expression begins with {% and ends with %}, with nothing before or after`);
      return;
    }
    const isExpression = typeof value === 'string' && expressionIn(value) !== undefined;
    const wrong = takesNumber(field) && !isExpression ? misfit(field, value) : undefined;
    if (wrong) this.problems.push(`${location} ${wrong}`);
  }
}

/** Whether a text in it has one of an expression's marks without the other. */
function halfMarked(value: Json): boolean {
  if (typeof value === 'string') return value.startsWith('{%') !== value.endsWith('%}');
  return typeof value === 'object' && value !== null && Object.values(value).some(halfMarked);
}
