import { MachineRefused } from '../errors.ts';
import type { Expressions } from '../expressions/expressions.ts';
import { isObject, show } from '../json.ts';
import type { Json, JsonObject } from '../types.ts';
import { BRANCH_FIELDS, MACHINE_FIELDS, strayFields } from './fields.ts';
import { scopeKey, type Machine, type Scope, type State } from './machine.ts';
import type { Resource } from './resource.ts';
import { StateReader } from './read-state.ts';
import { misfit } from './numbers.ts';
import { variableProblems } from './variables.ts';

/** Characters of a state's name. https://states-language.net/spec.html#states-fields */
const LONGEST_NAME = 80;

export interface LoadOptions {
  readonly expressions: Expressions;
  /** Whether there is something that runs tasks of this resource. */
  readonly canRun: (resource: Resource) => boolean;
}

/**
 * Reads a definition in Amazon States Language and compiles it.
 * @throws MachineRefused with one line for each problem: state, field, what is wrong, what to do
 */
export function loadMachine(name: string, definition: string | object, options: LoadOptions): Machine {
  const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch (error) {
    throw new MachineRefused(name, [`the definition is no JSON: ${String(error)}`]);
  }
  if (!isObject(root)) throw new MachineRefused(name, ['the definition is no JSON object']);
  const loader = new Loader(options, root['QueryLanguage'] === 'JSONata');
  const machine = loader.machine(name, text, root);
  if (loader.problems.length > 0) throw new MachineRefused(name, loader.problems);
  return machine;
}

class Loader {
  readonly problems: string[] = [];
  readonly #options: LoadOptions;
  readonly #jsonata: boolean;
  readonly #scopes = new Map<string, Scope>();
  readonly #names = new Set<string>();

  constructor(options: LoadOptions, jsonata: boolean) {
    this.#options = options;
    this.#jsonata = jsonata;
  }

  machine(name: string, definition: string, root: JsonObject): Machine {
    for (const it of strayFields(root, MACHINE_FIELDS)) this.problems.push(it);
    const timeout = root['TimeoutSeconds'];
    const wrong = timeout === undefined ? undefined : misfit('TimeoutSeconds', timeout);
    if (wrong) this.problems.push(`TimeoutSeconds ${wrong}`);
    this.#scope('', root, 'the machine');
    this.problems.push(...variableProblems(root));
    return { name, definition, scopes: this.#scopes, ...(typeof timeout === 'number' && { timeoutSeconds: timeout }) };
  }

  #scope(key: string, source: JsonObject, where: string): void {
    const states = new Map<string, State>();
    const { States: declared, StartAt: startAt } = source;
    if (!isObject(declared) || Object.keys(declared).length === 0) {
      this.problems.push(`${where} has no States`);
      return;
    }
    if (typeof startAt !== 'string' || !Object.hasOwn(declared, startAt))
      this.problems.push(`${where}: StartAt names no state of States`);
    // Entered before its branches are read, so that scopes stand in the order of the definition.
    this.#scopes.set(key, { startAt: show(startAt), states });
    for (const [name, state] of Object.entries(declared)) {
      const read = this.#state(name, state);
      if (read) states.set(name, read);
    }
    this.#targets(states, Object.keys(declared));
  }

  #state(name: string, source: Json): State | undefined {
    if (this.#names.has(name))
      this.problems.push(`state ${name}: the name is used twice; state names are unique in the whole machine`);
    this.#names.add(name);
    if (Array.from(name).length > LONGEST_NAME)
      this.problems.push(`state ${name}: the name has more than ${LONGEST_NAME} characters`);
    if (!isObject(source)) {
      this.problems.push(`state ${name} is no object`);
      return undefined;
    }
    const reader = new StateReader(name, source, { ...this.#options, jsonata: this.#jsonata });
    const state = reader.read();
    this.problems.push(...reader.problems.map((it) => `state ${name}: ${it}`));
    if (source['Type'] === 'Parallel') this.#branches(name, source['Branches']);
    if (source['Type'] === 'Map') this.#processor(name, source['ItemProcessor']);
    return state;
  }

  #branches(state: string, branches: Json | undefined): void {
    if (!Array.isArray(branches) || branches.length === 0) {
      this.problems.push(`state ${state}: Branches must be a list of at least one branch`);
      return;
    }
    for (const [i, it] of branches.entries()) this.#branch(state, i, it, `state ${state}: branch ${i + 1}`);
  }

  #processor(state: string, processor: Json | undefined): void {
    const config = isObject(processor) ? processor['ProcessorConfig'] : undefined;
    if (isObject(config) && (config['Mode'] ?? 'INLINE') !== 'INLINE') {
      this.problems.push(`state ${state}: a Map of mode ${show(config['Mode'])} is not supported, only INLINE`);
    }
    this.#branch(state, 0, processor, `state ${state}: ItemProcessor`);
  }

  #branch(state: string, index: number, source: Json | undefined, where: string): void {
    if (!isObject(source)) {
      this.problems.push(`${where} is no object`);
      return;
    }
    for (const it of strayFields(source, BRANCH_FIELDS)) this.problems.push(`${where}: ${it}`);
    this.#scope(scopeKey(state, index), source, where);
  }

  #targets(states: ReadonlyMap<string, State>, declared: readonly string[]): void {
    for (const state of states.values()) {
      const targets = [
        state.next,
        ...(state.type === 'Choice' ? state.rules.map((it) => it.next) : []),
        ...('catch' in state ? state.catch.map((it) => it.next) : []),
      ];
      for (const it of targets) {
        if (it !== undefined && !declared.includes(it))
          this.problems.push(`state ${state.name}: goes on to ${it}, which is no state beside it`);
      }
    }
  }
}
