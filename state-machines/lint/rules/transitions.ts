import { knownIn, waysOut } from '../flow.ts';
import { type Machine, type Scope, scopesOf } from '../machine.ts';
import type { Problem } from '../problem.ts';

/** States that no way leads to, and scopes that nothing ends. */
export function transitions({ scope }: Machine): Problem[] {
  return [...scopesOf(scope)].flatMap((one) => (isWhole(one) ? [...unreached(one), ...endless(one)] : []));
}

/** Where a way is missing or leads nowhere, the engine's loader says so, and where it was to lead is not known. */
function isWhole({ startAt, states }: Scope): boolean {
  const all = [...states.values()];
  const targets = all.flatMap((it) => waysOut(it).map(({ to }) => to));
  const goOn = all.every(
    ({ source: { Type, Next, End } }) => ends(Type) || Type === 'Choice' || End === true || typeof Next === 'string',
  );
  return goOn && [startAt, ...targets].every((it) => states.has(it));
}

const ends = (type: unknown): boolean => type === 'Succeed' || type === 'Fail';

function unreached(scope: Scope): Problem[] {
  const reached = knownIn(scope, { some: new Set(), every: new Set() });
  const message = 'no way leads here: go on to it from somewhere, or take it out';
  return [...scope.states.keys()]
    .filter((it) => !reached.has(it))
    .map((state) => ({ state, rule: 'transitions', message }));
}

function endless({ startAt, states }: Scope): Problem[] {
  const ended = [...states.values()].some(({ source: { Type, End } }) => End === true || ends(Type));
  const message = 'nothing ends what begins here: give a state End: true, or go on to a Succeed or Fail';
  return ended ? [] : [{ state: startAt, rule: 'transitions', message }];
}
