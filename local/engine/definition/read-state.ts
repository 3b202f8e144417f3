import type { Expressions } from '../expressions/expressions.ts';
import { show } from '../json.ts';
import type { JsonObject } from '../types.ts';
import { FieldReader } from './field-reader.ts';
import { RULE_FIELDS, STATE_TYPES, strayFields, strayStateFields } from './fields.ts';
import type { ChoiceRule, State } from './machine.ts';
import { readGuards } from './read-guards.ts';
import { parseResource, startsExecution, type Resource } from './resource.ts';
import { startExecutionFaults } from './start-execution.ts';

interface ReadOptions {
  readonly expressions: Expressions;
  readonly canRun: (resource: Resource) => boolean;
  /** Whether the machine's own query language is JSONata. */
  readonly jsonata: boolean;
}

/** Reads one state; what is wrong with it is collected in `problems`. */
export class StateReader {
  readonly problems: string[];
  readonly #name: string;
  readonly #source: JsonObject;
  readonly #options: ReadOptions;
  readonly #fields: FieldReader;

  constructor(name: string, source: JsonObject, options: ReadOptions) {
    this.#name = name;
    this.#source = source;
    this.#options = options;
    this.#fields = new FieldReader(options.expressions);
    this.problems = this.#fields.problems;
  }

  read(): State | undefined {
    const source = this.#source;
    const type = source['Type'];
    if (typeof type !== 'string' || !STATE_TYPES.includes(type)) {
      this.problems.push(`the state type ${show(type)} is not supported; supported are ${STATE_TYPES.join(', ')}`);
      return undefined;
    }
    const language = source['QueryLanguage'] ?? (this.#options.jsonata ? 'JSONata' : 'JSONPath');
    if (language !== 'JSONata') {
      this.problems.push(`the query language ${show(language)} is not supported: set QueryLanguage to JSONata`);
      return undefined;
    }
    this.problems.push(...strayStateFields(type, source));
    const fields = this.#fields;
    const hasResult = type === 'Task' || type === 'Parallel' || type === 'Map';
    const base = {
      name: this.#name,
      ...this.#transition(type),
      ...fields.templates(source, { Output: 'output', Assign: 'assign' }, hasResult ? 'result' : undefined),
    };
    switch (type) {
      case 'Pass':
      case 'Succeed':
        return { ...base, type };
      case 'Fail':
        return { ...base, type, ...fields.templates(source, { Error: 'error', Cause: 'cause' }) };
      case 'Wait':
        if (Object.hasOwn(source, 'Seconds') === Object.hasOwn(source, 'Timestamp'))
          this.problems.push('a Wait has either Seconds or Timestamp');
        return { ...base, type, ...fields.templates(source, { Seconds: 'seconds', Timestamp: 'timestamp' }) };
      case 'Choice':
        return { ...base, type, rules: this.#rules() };
      case 'Task':
        return this.#task(base);
      case 'Parallel': {
        const branches = source['Branches'];
        return {
          ...base,
          ...readGuards(source, fields),
          type,
          branches: Array.isArray(branches) ? branches.length : 0,
          ...fields.templates(source, { Arguments: 'arguments' }),
        };
      }
      default:
        return {
          ...base,
          ...readGuards(source, fields),
          type: 'Map',
          ...fields.templates(source, {
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
    const source = this.#source;
    const resource = parseResource(show(source['Resource']));
    if (typeof resource === 'string') {
      this.problems.push(resource);
      return undefined;
    }
    if (!this.#options.canRun(resource))
      this.problems.push(`Resource ${resource.arn} is not supported: the engine was given no handler for it`);
    if (startsExecution(resource.base)) this.problems.push(...startExecutionFaults(source['Arguments']));
    const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = source;
    if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout)
      this.problems.push(`HeartbeatSeconds must be less than TimeoutSeconds (${timeout})`);
    const fields = {
      Arguments: 'arguments',
      TimeoutSeconds: 'timeoutSeconds',
      HeartbeatSeconds: 'heartbeatSeconds',
    } as const;
    const guards = readGuards(source, this.#fields);
    return { ...base, ...guards, type: 'Task', resource, ...this.#fields.templates(source, fields) };
  }

  #transition(type: string): { next?: string } {
    const { Next: next, End: end, Default: fallback } = this.#source;
    if (type === 'Choice') {
      if (fallback !== undefined && typeof fallback !== 'string') this.problems.push('Default must name a state');
      return typeof fallback === 'string' ? { next: fallback } : {};
    }
    if (type === 'Succeed' || type === 'Fail') return {};
    if ((typeof next === 'string') === (end === true)) this.problems.push('a state has either Next or End: true');
    return typeof next === 'string' ? { next } : {};
  }

  #rules(): ChoiceRule[] {
    const fields = this.#fields;
    const list = fields.list(this.#source, 'Choices');
    if (list.length === 0) this.problems.push('a Choice has at least one rule in Choices');
    return list.flatMap((it, i) => {
      const at = `Choices[${i}]`;
      this.problems.push(...strayFields(it, RULE_FIELDS).map((stray) => `${at}: ${stray}`));
      const condition = fields.template(it, 'Condition', `${at}/Condition`);
      if (!condition) this.problems.push(`${at} has no Condition`);
      if (typeof it['Next'] !== 'string') this.problems.push(`${at} has no Next`);
      return condition ? [{ condition, next: show(it['Next']), ...fields.results(it, at) }] : [];
    });
  }
}
