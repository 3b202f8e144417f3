import jsonata from 'jsonata';
import jsonataOfAws from 'jsonata-aws';
import type { Clock, Json, Randomness } from '../types.ts';
import { registerFunctions } from './functions.ts';
import { isPlain } from './plain.ts';
import { Sandbox } from './sandbox.ts';

/** An expression may take this long; a longer one would hold up every execution. */
const TIME_LIMIT_MS = 2_000;
/** jsonata counts evaluations that are under way, the members of a large object side by side too; this many are no accident. */
const DEPTH_LIMIT = 10_000;
/** The longest sequence jsonata may build; more would not fit into a payload. */
const SEQUENCE_LIMIT = 200_000;

const OPTIONS: jsonata.JsonataOptions = { timeout: TIME_LIMIT_MS, stack: DEPTH_LIMIT, sequence: SEQUENCE_LIMIT };

let sandbox: Sandbox | undefined;
/** Made when the first expression needs it, for all engines of the process. */
const inSandbox = (): Sandbox => (sandbox ??= new Sandbox());

/** `{states, …variables}`: what `$states` and the variables stand for. */
export type Bindings = Record<string, unknown>;

/** An expression that failed; `message` is what AWS puts into the cause, without the state's name before it. */
export class EvaluationError extends Error {
  /** The field, for example `Output/result`. */
  readonly location: string;

  constructor(message: string, location: string) {
    super(message);
    this.name = 'States.QueryEvaluationError';
    this.location = location;
  }
}

interface Compiled {
  readonly tree: jsonata.ExprNode;
  /** Its own text bounds it: it is evaluated without the sandbox. */
  readonly plain: boolean;
  readonly expression: jsonata.Expression;
}

/** What `$now` answers, for a time in milliseconds. */
const FORMAT = '$fromMillis($ms, $picture, $zone)';
const format = jsonata(FORMAT);
/** The same for what is evaluated in the sandbox, which waits for nothing outside of it. */
const formatInSandbox = (): jsonata.Expression => inSandbox().compile(FORMAT, OPTIONS);

/**
 * Compiles JSONata once per text and evaluates it within bounds. One per engine: the functions know its clock.
 *
 * Step Functions runs JSONata 2.0.6 (https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html), which cannot
 * be bounded: a later version evaluates here, and 2.0.6 has to be able to parse each expression first.
 */
export class Expressions {
  readonly #compiled = new Map<string, Compiled>();
  readonly #clock: Clock;
  readonly #random: Randomness;

  constructor(clock: Clock, random: Randomness) {
    this.#clock = clock;
    this.#random = random;
  }

  /** The syntax tree of an expression. @throws Error saying where the text is no JSONata, or uses what Step Functions refuses */
  parse(text: string): jsonata.ExprNode {
    return this.#compile(text).tree;
  }

  #compile(text: string): Compiled {
    const known = this.#compiled.get(text);
    if (known) return known;
    parse(() => jsonataOfAws(text));
    const direct = parse(() => jsonata(text, OPTIONS));
    const tree = direct.ast();
    if (usesVariable(tree, 'eval')) throw new Error('$eval is not supported by Step Functions');
    const plain = isPlain(tree);
    const expression = plain ? direct : inSandbox().compile(text, OPTIONS);
    registerFunctions(expression, {
      clock: this.#clock,
      random: this.#random,
      formatMillis: (ms, picture, zone) =>
        (plain ? format : formatInSandbox()).evaluate(undefined, { ms, picture, zone }),
    });
    const compiled = { tree, plain, expression };
    this.#compiled.set(text, compiled);
    return compiled;
  }

  /** @throws EvaluationError when it fails, answers nothing, or answers what is no JSON */
  async evaluate(text: string, field: string, bindings: Bindings): Promise<Json> {
    const about = `The JSONata expression '${text}' specified for the field '${field}'`;
    let answer: unknown;
    let json: Json | undefined;
    try {
      const { plain, expression } = this.#compile(text);
      answer = await (plain
        ? expression.evaluate(undefined, bindings)
        : inSandbox().evaluate(expression, bindings, TIME_LIMIT_MS));
      json = toJson(answer);
    } catch (error) {
      throw new EvaluationError(`${about} threw an error during evaluation. ${describe(error)}`, field);
    }
    if (answer === undefined) throw new EvaluationError(`${about} returned nothing (undefined).`, field);
    if (json === undefined) throw new EvaluationError(`${about} returned an unsupported result type.`, field);
    return json;
  }
}

function parse<Parsed>(parser: () => Parsed): Parsed {
  try {
    return parser();
  } catch (error) {
    throw new Error(describe(error), { cause: error });
  }
}

/** jsonata throws objects of its own with a code and a message. */
function describe(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return code ? `${code}: ${message ?? ''}` : (message ?? String(error));
}

/** A copy without jsonata's marks on its arrays; undefined when a function or another foreign value is in it. */
function toJson(value: unknown): Json | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'object') return undefined;
  if (Array.isArray(value)) {
    const items = Array.from(value, toJson);
    return items.includes(undefined) ? undefined : (items as Json[]);
  }
  if (isFunction(value)) return undefined;
  const members: [string, Json][] = [];
  for (const [key, member] of Object.entries(value)) {
    const json = toJson(member);
    if (json === undefined) return undefined;
    members.push([key, json]);
  }
  // As members of its own, one named __proto__ too.
  return Object.fromEntries(members);
}

/** jsonata's functions are objects with a mark; a member of such a name in somebody's data is none. */
function isFunction(value: object): boolean {
  const { _jsonata_lambda: lambda, _jsonata_function: native } = value as Record<string, unknown>;
  return lambda === true || native === true;
}

/** Whether a syntax tree mentions `$name`. */
function usesVariable(node: unknown, name: string): boolean {
  if (typeof node !== 'object' || node === null) return false;
  const { type, value } = node as { type?: unknown; value?: unknown };
  if (type === 'variable' && value === name) return true;
  return Object.values(node).some((it) => usesVariable(it, name));
}
