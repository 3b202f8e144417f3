import type { Scope, State } from './machine.ts';
import { isObject, objectsIn, type Written } from './written.ts';

/** One way out of a state, and the variables that are set on it. */
export interface Way {
  readonly to: string;
  readonly assigns: readonly string[];
}

/** The variables that are set when a state is entered: on some way to it, and on every way. */
export interface Known {
  readonly some: ReadonlySet<string>;
  readonly every: ReadonlySet<string>;
}

/** The ways out of a state: each rule, catcher and transition with its own Assign. https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html */
export function waysOut({ source }: State): Way[] {
  const { Next, Default, Assign } = source;
  return [...partsOf(source), { Next: Next ?? Default, Assign }].flatMap((way) =>
    typeof way.Next === 'string' ? [{ to: way.Next, assigns: assignedBy(way) }] : [],
  );
}

/** The variables that a state sets, whichever way it is left. */
export function setBy({ source }: State): Set<string> {
  return new Set([source, ...partsOf(source)].flatMap(assignedBy));
}

const partsOf = ({ Choices, Catch }: Written): Written[] =>
  [...objectsIn(Choices), ...objectsIn(Catch)].map(([, part]) => part);

const assignedBy = ({ Assign }: Written): string[] => (isObject(Assign) ? Object.keys(Assign) : []);

/** What is known at each state of a scope that some way from its start leads to; a state that none leads to is missing. */
export function knownIn(scope: Scope, outer: Known): Map<string, Known> {
  const known = new Map<string, Known>();
  const arrivals: { readonly at: string; readonly with: Known }[] = [{ at: scope.startAt, with: outer }];
  for (const arrival of arrivals) {
    const state = scope.states.get(arrival.at);
    const before = known.get(arrival.at);
    const now = before === undefined ? arrival.with : joined(before, arrival.with);
    if (state === undefined || (before !== undefined && same(before, now))) continue;
    known.set(arrival.at, now);
    for (const { to, assigns } of waysOut(state)) {
      const after = { some: new Set([...now.some, ...assigns]), every: new Set([...now.every, ...assigns]) };
      arrivals.push({ at: to, with: after });
    }
  }
  return known;
}

/** Does something for each state that is reached, with what is known there; states inside others know what those do. */
export function forEachReached(scope: Scope, work: (state: State, known: Known) => void, outer = nothing): void {
  for (const [name, known] of knownIn(scope, outer)) {
    const state = scope.states.get(name);
    if (state === undefined) continue;
    work(state, known);
    for (const inner of state.inner) forEachReached(inner, work, known);
  }
}

const nothing: Known = { some: new Set(), every: new Set() };

function joined(one: Known, other: Known): Known {
  const every = [...one.every].filter((it) => other.every.has(it));
  return { some: new Set([...one.some, ...other.some]), every: new Set(every) };
}

const same = (one: Known, other: Known): boolean =>
  one.some.size === other.some.size && one.every.size === other.every.size;
