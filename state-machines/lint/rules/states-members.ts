import { type Machine, scopesOf, type State } from '../machine.ts';
import { suggestion } from '../nearest.ts';
import type { Problem } from '../problem.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html#reserved-variable-states */
const members = ['input', 'result', 'errorOutput', 'context'];
/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-fallback-states */
const errorOutput = ['Error', 'Cause'];
/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
const contextObject: Readonly<Record<string, readonly string[]>> = {
  Execution: ['Id', 'Input', 'Name', 'RoleArn', 'StartTime', 'RedriveCount', 'RedriveTime'],
  State: ['EnteredTime', 'Name', 'RetryCount'],
  StateMachine: ['Id', 'Name'],
  Task: ['Token'],
  Map: ['Item'],
};

/**
 * Members of `$states` and of its context that do not exist, or not where they are read. `$states.result` and
 * `$states.errorOutput` out of place are refused by the engine's loader.
 */
export function statesMembers({ scope }: Machine): Problem[] {
  return [...scopesOf(scope)].flatMap((one) =>
    [...one.states.values()].flatMap((state) =>
      state.expressions.flatMap(({ field, references }) => {
        const inItem = one.inMap || field.startsWith('ItemSelector');
        const wrong = references.states.flatMap((path) => faultOf(path, state, inItem) ?? []);
        return [...new Set(wrong)].map((it) => ({
          state: state.name,
          rule: 'states-members',
          message: `${field}: ${it}`,
        }));
      }),
    ),
  );
}

function faultOf([member, part, further]: readonly string[], state: State, inItem: boolean): string | undefined {
  if (member === undefined) return undefined;
  if (!members.includes(member))
    return `$states has no ${member}${suggestion(member, members)}: it has ${members.join(', ')}`;
  if (member === 'errorOutput' && part !== undefined && !errorOutput.includes(part))
    return `$states.errorOutput has no ${part}${suggestion(part, errorOutput)}: it has ${errorOutput.join(', ')}`;
  return member === 'context' && part !== undefined ? faultOfContext(part, further, state, inItem) : undefined;
}

function faultOfContext(
  part: string,
  member: string | undefined,
  { source }: State,
  inItem: boolean,
): string | undefined {
  const known = Object.hasOwn(contextObject, part) ? contextObject[part] : undefined;
  const parts = Object.keys(contextObject);
  if (known === undefined)
    return `$states.context has no ${part}${suggestion(part, parts)}: it has ${parts.join(', ')}`;
  if (member !== undefined && !known.includes(member)) {
    return `$states.context.${part} has no ${member}${suggestion(member, known)}: it has ${known.join(', ')}`;
  }
  if (part === 'Task' && !String(source['Resource']).endsWith('.waitForTaskToken')) {
    return '$states.context.Task is there in Tasks that wait for a token only: end the Resource in .waitForTaskToken';
  }
  if (part === 'Map' && !inItem) return '$states.context.Map is there in ItemSelector and inside a Map only';
  return undefined;
}
