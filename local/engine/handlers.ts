import { startsExecution, type Resource } from './definition/resource.ts';
import type { Integrations, TaskHandler } from './types.ts';

/** Finds the handler of a resource: a whole ARN before a prefix (`…*`), a longer prefix before a shorter one. */
export class Handlers {
  readonly #whole = new Map<string, TaskHandler>();
  readonly #prefixes: (readonly [string, TaskHandler])[] = [];

  constructor(integrations: Integrations) {
    for (const [pattern, handler] of Object.entries(integrations)) {
      if (pattern.endsWith('*')) this.#prefixes.push([pattern.slice(0, -1), handler]);
      else this.#whole.set(pattern, handler);
    }
    this.#prefixes.sort(([a], [b]) => b.length - a.length);
  }

  find(resource: string): TaskHandler | undefined {
    return this.#whole.get(resource) ?? this.#prefixes.find(([prefix]) => resource.startsWith(prefix))?.[1];
  }

  /** The engine itself starts executions; waiting for one in the older way, `.sync`, takes a handler as anything else. */
  canRun({ base, action }: Resource): boolean {
    return (startsExecution(base) && !action.endsWith('.sync')) || this.find(base) !== undefined;
  }
}
