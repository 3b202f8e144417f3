import { forEachReached, type Known, setBy } from '../flow.ts';
import { mostArguments } from '../library.ts';
import { type Machine, type State, statesOf } from '../machine.ts';
import { suggestion } from '../nearest.ts';
import type { Problem } from '../problem.ts';

const rule = 'variables';

/**
 * Variables that nothing sets on the way to where they are read, and those that only some ways set. An expression that asks
 * with `$exists` knows of the latter. https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
 */
export function variables({ scope }: Machine): Problem[] {
  const setters = settersIn(scope);
  const problems: Problem[] = [];
  forEachReached(scope, (state, known) => {
    for (const { field, references } of state.expressions) {
      for (const name of references.variables) {
        if (name === 'states' || known.every.has(name)) continue;
        if (!known.some.has(name) && mostArguments(name) !== undefined) continue;
        const maybe = known.some.has(name);
        if (maybe && references.asked.has(name)) continue;
        const wrong = maybe ? unsure(name) : unknown(name, state, known, setters.get(name) ?? []);
        problems.push({ state: state.name, rule, message: `${field}: ${wrong}` });
      }
    }
  });
  return problems;
}

function unsure(name: string): string {
  return `$${name} may be unset: not every way here assigns it. Assign it on each, or ask with $exists($${name})`;
}

function unknown(name: string, state: State, { some }: Known, setters: readonly State[]): string {
  const others = setters.filter((it) => it !== state).map((it) => it.name);
  if (others.length > 0) {
    return `$${name} is not set here: ${others.join(' and ')} assigns it, for states that come after in its scope and for those inside them`;
  }
  if (setters.length > 0)
    return `$${name} is set only when this state ends: Output and Assign are evaluated side by side`;
  const here = some.size === 0 ? 'no variable is set here' : `set here: ${[...some].map((it) => `$${it}`).join(', ')}`;
  return `no state sets $${name}${suggestion(name, some, '$')}; ${here}; the state's input is $states.input`;
}

/** Which states assign each variable, anywhere. */
function settersIn(scope: Machine['scope']): Map<string, State[]> {
  const setters = new Map<string, State[]>();
  for (const state of statesOf(scope)) {
    for (const name of setBy(state)) setters.set(name, [...(setters.get(name) ?? []), state]);
  }
  return setters;
}
