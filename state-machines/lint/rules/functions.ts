import { forEachReached } from '../flow.ts';
import { mostArguments } from '../library.ts';
import type { Machine } from '../machine.ts';
import type { Problem } from '../problem.ts';

/** Functions that do not exist, are hidden, are called without their `$`, or get more than they take. */
export function functions({ scope }: Machine): Problem[] {
  const problems: Problem[] = [];
  forEachReached(scope, ({ name: state, expressions }, { some }) => {
    for (const { field, references } of expressions) {
      const wrong = [
        ...references.bare.map((it) => `${it}(…) calls nothing: write $${it}(…)`),
        ...references.calls.flatMap(({ name, given }) => faultOf(name, given, some) ?? []),
      ];
      for (const it of new Set(wrong)) problems.push({ state, rule: 'functions', message: `${field}: ${it}` });
    }
  });
  return problems;
}

function faultOf(name: string, given: number, variables: ReadonlySet<string>): string | undefined {
  if (variables.has(name)) return `$${name} is a variable here, not a function: give one of them another name`;
  const most = mostArguments(name);
  if (most === undefined)
    return `there is no function $${name}: Step Functions has those of JSONata 2.0.6 and a few more`;
  if (given > most) return `$${name} takes ${most === 1 ? 'one argument' : `${most} arguments`} at most, not ${given}`;
  return undefined;
}
