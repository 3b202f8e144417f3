import { type Machine, statesOf } from '../machine.ts';
import type { Problem } from '../problem.ts';

/** What every Task has, and what becomes of one without. */
const wanted: Readonly<Record<string, string>> = {
  TimeoutSeconds: 'it may wait for ever: say how long it may take',
  Retry: 'it gives up on the first hiccup: name the transient errors that are worth another try',
  Catch: 'its error ends the execution without a word: say where to go on',
};

/** A Task without time-out, Retry or Catch. https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html */
export function guards({ scope }: Machine): Problem[] {
  const tasks = [...statesOf(scope)].filter(({ source }) => source['Type'] === 'Task');
  return tasks.flatMap(({ name, source }) =>
    Object.entries(wanted)
      .filter(([field]) => isMissing(source[field]))
      .map(([field, why]) => ({ state: name, rule: 'guards', message: `a Task without ${field}: ${why}` })),
  );
}

const isMissing = (value: unknown): boolean => value === undefined || (Array.isArray(value) && value.length === 0);
