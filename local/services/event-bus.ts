import { randomUUID } from 'node:crypto';
import { localAccount, localRegion } from '../template/intrinsics.ts';
import type { RuleBlueprint } from '../template/blueprint.ts';

/** An event in EventBridge's shape (https://docs.aws.amazon.com/eventbridge/latest/ref/events-structure.html). */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface EventDraft {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly resources?: readonly string[];
}

export type Deliver = (targetArn: string, event: string) => void;

/** The buses of a template: what is put on one goes to the targets of the rules that match it. */
export class LocalEventBus {
  readonly #rules: readonly RuleBlueprint[];
  readonly #buses: ReadonlySet<string>;
  readonly #deliver: Deliver;

  constructor(buses: readonly string[], rules: readonly RuleBlueprint[], deliver: Deliver) {
    this.#buses = new Set(buses);
    for (const rule of rules) requireKnown(rule.pattern, rule.name);
    this.#rules = rules;
    this.#deliver = deliver;
  }

  /** Answers the event's id, or undefined when there is no such bus. */
  put(bus: string, draft: EventDraft): string | undefined {
    const name = bus.replace(/^arn:.*event-bus\//, '');
    if (!this.#buses.has(name)) return undefined;
    const event: BusEvent = {
      version: '0',
      id: randomUUID(),
      'detail-type': draft.detailType,
      source: draft.source,
      account: localAccount,
      time: new Date().toISOString(),
      region: localRegion,
      resources: draft.resources ?? [],
      detail: draft.detail,
    };
    for (const rule of this.#rules.filter((one) => one.bus === name && matches(one.pattern, event))) {
      for (const { arn, input } of rule.targets) this.#deliver(arn, input ?? JSON.stringify(event));
    }
    return event.id;
  }
}

/** Exact values and nested fields; of the comparisons, `prefix`, `exists` and `anything-but`. */
export function matches(pattern: unknown, value: unknown): boolean {
  if (Array.isArray(pattern)) {
    const values = Array.isArray(value) ? value : [value];
    return pattern.some((wanted) => values.some((seen) => matchesOne(wanted, seen)));
  }
  if (typeof pattern !== 'object' || pattern === null) return false;
  const fields = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  return Object.entries(pattern).every(([name, wanted]) => matches(wanted, fields[name]));
}

function matchesOne(wanted: unknown, seen: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return wanted === seen;
  if ('prefix' in wanted) return typeof seen === 'string' && seen.startsWith(String(wanted.prefix));
  if ('exists' in wanted) return wanted.exists === (seen !== undefined);
  const not = 'anything-but' in wanted ? wanted['anything-but'] : [];
  return seen !== undefined && !(Array.isArray(not) ? not : [not]).includes(seen);
}

const comparisons = new Set(['prefix', 'exists', 'anything-but']);

/** @throws Error naming a comparison that the local bus does not make */
function requireKnown(pattern: unknown, rule: string): void {
  if (typeof pattern !== 'object' || pattern === null) return;
  if (!Array.isArray(pattern)) {
    Object.values(pattern).forEach((part) => requireKnown(part, rule));
    return;
  }
  for (const wanted of pattern) {
    if (typeof wanted !== 'object' || wanted === null) continue;
    const unknown = Object.keys(wanted).find((name) => !comparisons.has(name));
    if (unknown !== undefined)
      throw new Error(`rule ${rule} compares by "${unknown}", which the local bus does not know`);
  }
}
