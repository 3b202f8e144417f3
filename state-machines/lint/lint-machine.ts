import { type Machine, readMachine } from './machine.ts';
import type { Problem, Rule } from './problem.ts';
import { context } from './rules/context.ts';
import { errorNames } from './rules/error-names.ts';
import { form } from './rules/form.ts';
import { functions } from './rules/functions.ts';
import { guards } from './rules/guards.ts';
import { heartbeat } from './rules/heartbeat.ts';
import { jsonPath } from './rules/json-path.ts';
import { placeholders } from './rules/placeholders.ts';
import { statesMembers } from './rules/states-members.ts';
import { taskToken } from './rules/task-token.ts';
import { transitions } from './rules/transitions.ts';
import { unreachedGuards } from './rules/unreached-guards.ts';
import { variables } from './rules/variables.ts';
import { isObject } from './written.ts';

const rules: readonly Rule[] = [
  language,
  form,
  transitions,
  guards,
  unreachedGuards,
  heartbeat,
  taskToken,
  errorNames,
  placeholders,
  jsonPath,
  variables,
  functions,
  statesMembers,
  context,
];

/**
 * What is wrong with a machine of this repository although the local engine may run it. What its loader refuses is not said
 * again here: JSONPath fields, broken expressions and `$eval`, results and errors where there are none, `States.ALL` that is not
 * last, an inner variable under an outer one's name. `baton asl check` asks both.
 *
 * @param text a definition in Amazon States Language
 * @throws SyntaxError when it is no JSON
 */
export function lintMachine(text: string): Problem[] {
  const definition: unknown = JSON.parse(text);
  if (!isObject(definition)) return [{ rule: 'form', message: 'the definition is no JSON object' }];
  const machine = readMachine(definition);
  return rules.flatMap((rule) => rule(machine));
}

function language({ definition }: Machine): Problem[] {
  if (definition['QueryLanguage'] === 'JSONata') return [];
  return [{ rule: 'language', message: 'QueryLanguage is not JSONata at the top level: say so once, for all states' }];
}
