import { isObject } from '../json.ts';
import type { Json, JsonObject } from '../types.ts';

/**
 * Variables that an inner scope assigns although an outer one has them: AWS does not allow it.
 * https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
 * @returns a sentence for each
 */
export function shadowedVariables(machine: JsonObject): string[] {
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
