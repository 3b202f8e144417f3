import { type Machine, statesOf } from '../machine.ts';
import type { Problem } from '../problem.ts';
import { objectsIn } from '../written.ts';

/** What States.TaskFailed leaves to others; that States.ALL stands last the engine's loader says. */
const beside = [
  'States.ALL',
  'States.DataLimitExceeded',
  'States.HeartbeatTimeout',
  'States.Runtime',
  'States.Timeout',
];

/**
 * Retriers and catchers that nothing comes to: the first that matches is taken, and earlier ones match all their names.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export function unreachedGuards({ scope }: Machine): Problem[] {
  return [...statesOf(scope)].flatMap(({ name: state, source }) =>
    ['Retry', 'Catch'].flatMap((field) => {
      const earlier = new Set<unknown>();
      return objectsIn(source[field]).flatMap(([index, { ErrorEquals: list }]) => {
        const names: unknown[] = Array.isArray(list) ? list : [];
        const unreached = names.length > 0 && names.every((it) => isTaken(it, earlier));
        for (const it of names) earlier.add(it);
        if (!unreached) return [];
        const message = `${field}[${index}]: never reached, for what is above it takes ${names.join(', ')}: put it first, or take it out`;
        return [{ state, rule: 'unreached-guards', message }];
      });
    }),
  );
}

function isTaken(name: unknown, earlier: ReadonlySet<unknown>): boolean {
  if (earlier.has(name)) return true;
  // A heartbeat that did not come is a time-out by another name.
  if (name === 'States.HeartbeatTimeout') return earlier.has('States.Timeout');
  return earlier.has('States.TaskFailed') && !beside.includes(String(name));
}
