import type { Expressions } from '../expressions/expressions.ts';
import { compileTemplate, type Template } from '../expressions/template.ts';
import { isObject, show } from '../json.ts';
import type { JsonObject } from '../types.ts';
import { CATCHER_FIELDS, RETRIER_FIELDS, RULE_FIELDS, STATE_TYPES, strayFields, strayStateFields } from './fields.ts';
import type { Catcher, ChoiceRule, Retrier, State } from './machine.ts';
import { parseResource, type Resource } from './resource.ts';

interface ReadOptions {
  readonly expressions: Expressions;
  readonly canRun: (resource: Resource) => boolean;
  /** Whether the machine's own query language is JSONata. */
  readonly jsonata: boolean;
}

/** Reads one state; what is wrong with it is collected in `problems`. */
export class StateReader {
  readonly problems: string[] = [];
  readonly #name: string;
  readonly #source: JsonObject;
  readonly #options: ReadOptions;

  constructor(name: string, source: JsonObject, options: ReadOptions) {
    this.#name = name;
    this.#source = source;
    this.#options = options;
  }

  read(): State | undefined {
    const type = this.#source['Type'];
    if (typeof type !== 'string' || !STATE_TYPES.includes(type)) {
      this.problems.push(`the state type ${show(type)} is not supported; supported are ${STATE_TYPES.join(', ')}`);
      return undefined;
    }
    const language = this.#source['QueryLanguage'] ?? (this.#options.jsonata ? 'JSONata' : 'JSONPath');
    if (language !== 'JSONata') {
      this.problems.push(`the query language ${show(language)} is not supported: set QueryLanguage to JSONata`);
      return undefined;
    }
    this.problems.push(...strayStateFields(type, this.#source));
    const base = {
      name: this.#name,
      ...this.#transition(type),
      ...this.#templates({ Output: 'output', Assign: 'assign' }),
    };
    switch (type) {
      case 'Pass':
      case 'Succeed':
        return { ...base, type };
      case 'Fail':
        return { ...base, type, ...this.#templates({ Error: 'error', Cause: 'cause' }) };
      case 'Wait':
        if ('Seconds' in this.#source === 'Timestamp' in this.#source)
          this.problems.push('a Wait has either Seconds or Timestamp');
        return { ...base, type, ...this.#templates({ Seconds: 'seconds', Timestamp: 'timestamp' }) };
      case 'Choice':
        return { ...base, type, rules: this.#rules() };
      case 'Task':
        return this.#task(base);
      case 'Parallel': {
        const branches = this.#source['Branches'];
        return {
          ...base,
          ...this.#guards(),
          type,
          branches: Array.isArray(branches) ? branches.length : 0,
          ...this.#templates({ Arguments: 'arguments' }),
        };
      }
      default:
        return {
          ...base,
          ...this.#guards(),
          type: 'Map',
          ...this.#templates({
            Items: 'items',
            ItemSelector: 'itemSelector',
            MaxConcurrency: 'maxConcurrency',
            ToleratedFailureCount: 'toleratedFailureCount',
            ToleratedFailurePercentage: 'toleratedFailurePercentage',
          }),
        };
    }
  }

  #task(base: { name: string; next?: string }): State | undefined {
    const resource = parseResource(show(this.#source['Resource']));
    if (typeof resource === 'string') {
      this.problems.push(resource);
      return undefined;
    }
    if (!this.#options.canRun(resource))
      this.problems.push(`Resource ${resource.arn} is not supported: the engine was given no handler for it`);
    const fields = {
      Arguments: 'arguments',
      TimeoutSeconds: 'timeoutSeconds',
      HeartbeatSeconds: 'heartbeatSeconds',
    } as const;
    return { ...base, ...this.#guards(), type: 'Task', resource, ...this.#templates(fields) };
  }

  #transition(type: string): { next?: string } {
    const { Next: next, End: end, Default: fallback } = this.#source;
    if (type === 'Choice') return typeof fallback === 'string' ? { next: fallback } : {};
    if (type === 'Succeed' || type === 'Fail') return {};
    if ((typeof next === 'string') === (end === true)) this.problems.push('a state has either Next or End: true');
    return typeof next === 'string' ? { next } : {};
  }

  #templates<K extends string>(fields: Readonly<Record<string, K>>): { [P in K]?: Template } {
    const found: { [P in K]?: Template } = {};
    for (const [field, key] of Object.entries(fields)) {
      const template = this.#template(this.#source, field, field);
      if (template) found[key] = template;
    }
    return found;
  }

  #template(source: JsonObject, field: string, location: string): Template | undefined {
    const value = source[field];
    if (value === undefined) return undefined;
    if (field === 'Assign' && !isObject(value)) this.problems.push(`${location} must be an object of variables`);
    try {
      return compileTemplate(value, location, this.#options.expressions);
    } catch (error) {
      const { location: at, message } = error as { location?: string; message: string };
      this.problems.push(`${at ?? location}: ${message}`);
      return undefined;
    }
  }

  /** What a rule and a catcher may set when they are taken. */
  #results(source: JsonObject, location: string): { output?: Template; assign?: Template } {
    const output = this.#template(source, 'Output', `${location}/Output`);
    const assign = this.#template(source, 'Assign', `${location}/Assign`);
    return { ...(output && { output }), ...(assign && { assign }) };
  }

  #list(field: string): JsonObject[] {
    const value = this.#source[field] ?? [];
    if (Array.isArray(value) && value.every(isObject)) return value;
    this.problems.push(`${field} must be a list of objects`);
    return [];
  }

  #rules(): ChoiceRule[] {
    const list = this.#list('Choices');
    if (list.length === 0) this.problems.push('a Choice has at least one rule in Choices');
    return list.flatMap((it, i) => {
      const at = `Choices[${i}]`;
      this.problems.push(...strayFields(it, RULE_FIELDS).map((stray) => `${at}: ${stray}`));
      const condition = this.#template(it, 'Condition', `${at}/Condition`);
      if (!condition) this.problems.push(`${at} has no Condition`);
      if (typeof it['Next'] !== 'string') this.problems.push(`${at} has no Next`);
      return condition ? [{ condition, next: show(it['Next']), ...this.#results(it, at) }] : [];
    });
  }

  #guards(): { retry: Retrier[]; catch: Catcher[] } {
    const retriers = this.#list('Retry');
    const catchers = this.#list('Catch');
    return {
      retry: retriers.map((it, i) => this.#retrier(it, `Retry[${i}]`, i === retriers.length - 1)),
      catch: catchers.map((it, i) => {
        const at = `Catch[${i}]`;
        this.problems.push(...strayFields(it, CATCHER_FIELDS).map((stray) => `${at}: ${stray}`));
        return {
          errors: this.#errors(it, at, i === catchers.length - 1),
          next: show(it['Next']),
          ...this.#results(it, at),
        };
      }),
    };
  }

  #retrier(source: JsonObject, at: string, last: boolean): Retrier {
    this.problems.push(...strayFields(source, RETRIER_FIELDS).map((stray) => `${at}: ${stray}`));
    const number = (field: string, least: number, whole: boolean): number | undefined => {
      const value = source[field];
      if (value === undefined) return undefined;
      const fits = typeof value === 'number' && value >= least && (!whole || Number.isInteger(value));
      if (!fits) this.problems.push(`${at}: ${field} must be a${whole ? ' whole' : ''} number of at least ${least}`);
      return Number(value);
    };
    const maxDelaySeconds = number('MaxDelaySeconds', 1, true);
    const jitter = source['JitterStrategy'] ?? 'NONE';
    if (jitter !== 'FULL' && jitter !== 'NONE') this.problems.push(`${at}: JitterStrategy must be FULL or NONE`);
    return {
      errors: this.#errors(source, at, last),
      intervalSeconds: number('IntervalSeconds', 1, true) ?? 1,
      maxAttempts: number('MaxAttempts', 0, true) ?? 3,
      backoffRate: number('BackoffRate', 1, false) ?? 2,
      fullJitter: jitter === 'FULL',
      ...(maxDelaySeconds !== undefined && { maxDelaySeconds }),
    };
  }

  #errors(source: JsonObject, at: string, last: boolean): string[] {
    const list = source['ErrorEquals'];
    const names = Array.isArray(list) ? list.map(show) : [];
    if (names.length === 0) this.problems.push(`${at}: ErrorEquals must be a list of at least one error name`);
    if (names.includes('States.ALL') && (names.length > 1 || !last))
      this.problems.push(`${at}: States.ALL must stand alone and in the last entry`);
    return names;
  }
}
