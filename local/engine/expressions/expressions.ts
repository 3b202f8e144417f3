import jsonata from 'jsonata';
import jsonataOfAws from 'jsonata-aws';
import type { Clock, Json, Randomness } from '../types.ts';
import { BoundedRegExp } from './bounded-regexp.ts';
import { registerFunctions } from './functions.ts';

/** An expression may take this long; a longer one would hold up every execution. */
const TIME_LIMIT_MS = 2_000;
/** jsonata counts evaluations that are under way, the members of a large object side by side too; this many are no accident. */
const DEPTH_LIMIT = 10_000;
/** The longest sequence jsonata may build; more would not fit into a payload. */
const SEQUENCE_LIMIT = 200_000;

const OPTIONS: jsonata.JsonataOptions = {
  timeout: TIME_LIMIT_MS,
  stack: DEPTH_LIMIT,
  sequence: SEQUENCE_LIMIT,
  // Typed as a constructor with all that RegExp has; what jsonata uses of it is `exec` and `lastIndex`.
  RegexEngine: BoundedRegExp as unknown as RegExpConstructor,
};

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

/**
 * Compiles JSONata once per text and evaluates it within bounds. One per engine: the functions know its clock.
 *
 * Step Functions runs JSONata 2.0.6 (https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html), which cannot
 * be bounded: a later version evaluates here, and 2.0.6 has to be able to parse each expression first.
 */
export class Expressions {
  readonly #compiled = new Map<string, jsonata.Expression>();
  readonly #clock: Clock;
  readonly #random: Randomness;
  readonly #format = jsonata('$fromMillis($ms, $picture, $zone)');

  constructor(clock: Clock, random: Randomness) {
    this.#clock = clock;
    this.#random = random;
  }

  /** @throws Error saying where the text is no JSONata, or uses what Step Functions refuses */
  compile(text: string): jsonata.Expression {
    const known = this.#compiled.get(text);
    if (known) return known;
    parse(() => jsonataOfAws(text));
    const expression = parse(() => jsonata(text, OPTIONS));
    if (usesVariable(expression.ast(), 'eval')) throw new Error('$eval is not supported by Step Functions');
    registerFunctions(expression, {
      clock: this.#clock,
      random: this.#random,
      formatMillis: (ms, picture, zone) => this.#format.evaluate(undefined, { ms, picture, zone }),
    });
    this.#compiled.set(text, expression);
    return expression;
  }

  /** @throws EvaluationError when it fails, answers nothing, or answers what is no JSON */
  async evaluate(text: string, field: string, bindings: Bindings): Promise<Json> {
    const about = `The JSONata expression '${text}' specified for the field '${field}'`;
    let answer: unknown;
    try {
      answer = await this.compile(text).evaluate(undefined, bindings);
    } catch (error) {
      throw new EvaluationError(`${about} threw an error during evaluation. ${describe(error)}`, field);
    }
    if (answer === undefined) throw new EvaluationError(`${about} returned nothing (undefined).`, field);
    const json = toJson(answer);
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
  if ('_jsonata_lambda' in value || '_jsonata_function' in value) return undefined;
  const members: [string, Json][] = [];
  for (const [key, member] of Object.entries(value)) {
    const json = toJson(member);
    if (json === undefined) return undefined;
    members.push([key, json]);
  }
  // As members of its own, one named __proto__ too.
  return Object.fromEntries(members);
}

/** Whether a syntax tree mentions `$name`. */
function usesVariable(node: unknown, name: string): boolean {
  if (typeof node !== 'object' || node === null) return false;
  const { type, value } = node as { type?: unknown; value?: unknown };
  if (type === 'variable' && value === name) return true;
  return Object.values(node).some((it) => usesVariable(it, name));
}
