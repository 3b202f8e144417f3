import { isObject } from '../json.ts';
import type { Json, JsonObject } from '../types.ts';

/** A Unicode identifier of at most 80 characters. https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html#variable-name-syntax */
const NAME = /^\p{ID_Start}\p{ID_Continue}{0,79}$/u;

/**
 * What is wrong with the variables of a machine: names that are none, and those that an inner scope assigns although an outer one has them.
 * https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html#variable-scope
 * @returns a sentence for each
 */
export function variableProblems(machine: JsonObject): string[] {
  const problems: string[] = [];
  visit(machine, new Set());
  return problems;

  function visit(scope: JsonObject, outer: ReadonlySet<string>): void {
    const states = isObject(scope['States']) ? Object.entries(scope['States']) : [];
    const own = new Set<string>();
    for (const [name, state] of states) {
      if (!isObject(state)) continue;
      for (const variable of assigned(state)) {
        if (outer.has(variable))
          problems.push(
            `state ${name}: assigns ${variable}, which an outer scope assigns too: an inner variable needs a name of its own`,
          );
        if (variable === 'states') problems.push(`state ${name}: a variable cannot be named states`);
        if (!NAME.test(variable))
          problems.push(
            `state ${name}: assigns ${variable}, which is no name: use a letter, then letters, digits and _, 80 characters at most`,
          );
        own.add(variable);
      }
    }
    const visible = new Set([...outer, ...own]);
    for (const [, state] of states) {
      for (const inner of isObject(state) ? scopesOf(state) : []) visit(inner, visible);
    }
  }
}

function assigned(state: JsonObject): string[] {
  const rules = [state['Choices'], state['Catch']].flatMap((it) => (Array.isArray(it) ? it : []));
  return [state, ...rules].flatMap((it) => (isObject(it) && isObject(it['Assign']) ? Object.keys(it['Assign']) : []));
}

function scopesOf(state: JsonObject): JsonObject[] {
  const branches: Json[] = Array.isArray(state['Branches']) ? state['Branches'] : [];
  return [...branches, state['ItemProcessor'] ?? null].filter(isObject);
}
