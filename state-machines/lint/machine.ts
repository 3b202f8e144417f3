import { expressionsOf, type FieldExpression } from './expressions.ts';
import { isObject, objectsIn, type Written } from './written.ts';

export interface State {
  readonly name: string;
  readonly source: Written;
  readonly expressions: readonly FieldExpression[];
  /** The branches of a Parallel, or the processor of a Map. */
  readonly inner: readonly Scope[];
}

/** States that run in one thread of control and share variables. */
export interface Scope {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
  /** Whether `$states.context.Map.Item` is there: a Map is somewhere around. */
  readonly inMap: boolean;
}

export interface Machine {
  readonly definition: Written;
  readonly scope: Scope;
}

/** Reads what can be read; what is not of the language's form is left out, for others say so. */
export function readMachine(definition: Written): Machine {
  return { definition, scope: readScope(definition, false) };
}

/** All states, each before those inside it. */
export function* statesOf(scope: Scope): Generator<State> {
  for (const state of scope.states.values()) {
    yield state;
    for (const inner of state.inner) yield* statesOf(inner);
  }
}

/** All scopes, outer ones first. */
export function* scopesOf(scope: Scope): Generator<Scope> {
  yield scope;
  for (const state of scope.states.values()) for (const inner of state.inner) yield* scopesOf(inner);
}

function readScope(source: Written, inMap: boolean): Scope {
  const declared = isObject(source['States']) ? Object.entries(source['States']) : [];
  const states = declared.flatMap(([name, state]) => (isObject(state) ? [readState(name, state, inMap)] : []));
  return { startAt: String(source['StartAt']), states: new Map(states.map((it) => [it.name, it])), inMap };
}

function readState(name: string, source: Written, inMap: boolean): State {
  const branches = objectsIn(source['Branches']).map(([, branch]) => readScope(branch, inMap));
  const processor = isObject(source['ItemProcessor']) ? [readScope(source['ItemProcessor'], true)] : [];
  return { name, source, expressions: expressionsOf(source), inner: [...branches, ...processor] };
}
