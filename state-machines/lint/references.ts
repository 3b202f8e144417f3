/** A node of jsonata's syntax tree, as far as its parser's types leave off. https://docs.jsonata.org/ */
export interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly steps?: readonly Node[];
  readonly expressions?: readonly Node[];
  readonly expression?: Node;
  readonly arguments?: readonly Node[];
  readonly procedure?: Node;
  readonly body?: Node;
  readonly lhs?: unknown;
  readonly rhs?: unknown;
  readonly condition?: Node;
  readonly then?: Node;
  readonly else?: Node;
  readonly pattern?: Node;
  readonly update?: Node;
  readonly delete?: Node;
  /** `[…]` after a step, or after anything else. */
  readonly stages?: readonly Node[];
  readonly predicate?: readonly Node[];
  readonly expr?: Node;
  readonly terms?: readonly { readonly expression: Node }[];
  readonly group?: { readonly lhs: readonly (readonly [Node, Node])[] };
  /** Variables that `@` and `#` bind. */
  readonly focus?: string;
  readonly index?: string;
}

/** What an expression takes from outside itself. */
export interface References {
  /** Variables that it does not bind itself, without their `$`. */
  readonly variables: ReadonlySet<string>;
  /** Those of them that it asks for with `$exists`. */
  readonly asked: ReadonlySet<string>;
  /** Functions that it does not define itself, and how many arguments each call gives. */
  readonly calls: readonly { readonly name: string; readonly given: number }[];
  /** Functions that are called without their `$`. */
  readonly bare: readonly string[];
  /** Names, `$` and `$$` where there is nothing that they could refer to. */
  readonly adrift: readonly string[];
  /** Paths from `$states`: `['context', 'Task', 'Token']`. */
  readonly states: readonly (readonly string[])[];
}

/** The names bound where a node stands. A function's body runs later: it also sees what is bound after it. */
interface Bound {
  readonly now: Set<string>;
  readonly later: ReadonlySet<string>;
}

export function referencesIn(tree: unknown): References {
  const walk = new Walk();
  const root = tree as Node;
  walk.node(root, { now: new Set(), later: boundIn([root]) }, false);
  return walk;
}

class Walk implements References {
  readonly variables = new Set<string>();
  readonly asked = new Set<string>();
  readonly calls: { name: string; given: number }[] = [];
  readonly bare: string[] = [];
  readonly adrift: string[] = [];
  readonly states: string[][] = [];

  /** @param inside whether there is a value that names and `$` refer to; around a whole expression there is none */
  node(node: Node, bound: Bound, inside: boolean): void {
    const after = node.type === 'path' ? this.#path(node.steps ?? [], bound, inside) : bound;
    this.#itself(node, bound, inside);
    for (const filter of node.predicate ?? []) this.#optional(filter.expr, after, true);
    for (const pair of node.group?.lhs ?? []) for (const it of pair) this.node(it, after, true);
  }

  #itself(node: Node, bound: Bound, inside: boolean): void {
    switch (node.type) {
      case 'path':
        return;
      case 'name':
      case 'wildcard':
      case 'descendant':
        if (!inside) this.adrift.push(String(node.value));
        return;
      case 'variable':
        this.#variable(String(node.value), bound, inside);
        return;
      case 'block': {
        const expressions = node.expressions ?? [];
        const own = { now: new Set(bound.now), later: new Set([...bound.later, ...boundIn(expressions)]) };
        for (const it of expressions) this.node(it, own, inside);
        return;
      }
      case 'bind':
        this.#optional(node.rhs, bound, inside);
        bound.now.add(String((node.lhs as Node).value));
        return;
      case 'lambda': {
        const parameters = (node.arguments ?? []).map((it) => String(it.value));
        const now = new Set([...bound.now, ...bound.later, ...parameters]);
        this.#optional(node.body, { now, later: now }, inside);
        return;
      }
      case 'function':
      case 'partial':
        this.#call(node, bound, inside, 0);
        return;
      case 'apply': {
        this.#optional(node.lhs, bound, inside);
        const { rhs } = node as { rhs: Node };
        if (rhs.type === 'function') this.#call(rhs, bound, inside, 1);
        else this.node(rhs, bound, inside);
        return;
      }
      case 'transform':
        for (const it of [node.pattern, node.update, node.delete]) this.#optional(it, bound, true);
        return;
      default:
        this.#parts(node, bound, inside);
    }
  }

  #optional(node: unknown, bound: Bound, inside: boolean): void {
    if (node !== undefined) this.node(node as Node, bound, inside);
  }

  /** Operators and constructors: their parts in the order in which they are evaluated. */
  #parts(node: Node, bound: Bound, inside: boolean): void {
    const pairs = Array.isArray(node.lhs) ? (node.lhs as Node[][]).flat() : [node.lhs];
    const parts = [node.condition, node.then, node.else, node.expression, ...(node.expressions ?? []), ...pairs];
    for (const it of [...parts, node.rhs]) this.#optional(it, bound, inside);
  }

  /** @returns what is bound after the path: what follows it in braces sees that */
  #path(steps: readonly Node[], bound: Bound, inside: boolean): Bound {
    const members = steps.slice(1).map((it) => (it.type === 'name' ? String(it.value) : undefined));
    const end = members.indexOf(undefined);
    if (isStates(steps[0])) this.states.push((end < 0 ? members : members.slice(0, end)) as string[]);
    const own = { now: new Set(bound.now), later: bound.later };
    for (const [index, step] of steps.entries()) {
      const within = inside || index > 0;
      if (step.type === 'sort') for (const { expression } of step.terms ?? []) this.node(expression, own, true);
      else this.node(step, own, within);
      if (step.focus !== undefined) own.now.add(step.focus);
      if (step.index !== undefined) own.now.add(step.index);
      for (const stage of step.stages ?? []) {
        if (stage.type === 'index') own.now.add(String(stage.value));
        else this.#optional(stage.expr, own, true);
      }
    }
    return own;
  }

  #variable(name: string, bound: Bound, inside: boolean): void {
    if (name === '$' || (name === '' && !inside)) this.adrift.push(`$${name}`);
    else if (name !== '' && !bound.now.has(name)) this.variables.add(name);
  }

  #call(node: Node, bound: Bound, inside: boolean, piped: number): void {
    const { procedure, arguments: given = [] } = node;
    const step = procedure?.steps?.[0];
    if (procedure?.type === 'variable') {
      const name = String(procedure.value);
      if (name === 'exists' && given[0]) for (const it of heads(given[0])) this.asked.add(it);
      if (!bound.now.has(name)) this.calls.push({ name, given: given.length + piped });
    } else if (procedure?.type === 'path' && procedure.steps?.length === 1 && step?.type === 'name') {
      this.bare.push(String(step.value));
    } else this.#optional(procedure, bound, inside);
    for (const it of given) if (it.type !== 'operator') this.node(it, bound, inside);
  }
}

const isStates = (node: Node | undefined): boolean =>
  node?.type === 'variable' && node.value === 'states' && node.predicate === undefined;

/** The variable that a path starts with. */
function heads(node: Node): string[] {
  const first = node.steps?.[0] ?? node;
  return first.type === 'variable' ? [String(first.value)] : [];
}

/** Variables bound by `:=` in these expressions themselves, not in blocks or functions inside them. */
function boundIn(nodes: readonly unknown[]): Set<string> {
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const it of value as unknown[]) visit(it);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    const node = value as Node;
    if (node.type === 'block' || node.type === 'lambda') return;
    if (node.type === 'bind') names.add(String((node.lhs as Node).value));
    for (const it of Object.values(value)) visit(it);
  };
  visit(nodes);
  return names;
}
