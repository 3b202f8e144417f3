import { type Machine, statesOf } from '../machine.ts';
import type { Problem } from '../problem.ts';

/**
 * Names, `$` and `$$` at the outside of an expression: it is evaluated without an input of its own, so they are nothing.
 * https://states-language.net/
 */
export function context({ scope }: Machine): Problem[] {
  return [...statesOf(scope)].flatMap(({ name: state, expressions }) =>
    expressions.flatMap(({ field, references }) =>
      [...new Set(references.adrift)].map((it) => {
        const variable = it === 'states' ? '$states' : `$states.input.${it}, or $${it} for a variable`;
        const instead = it.startsWith('$') ? '$states.input' : variable;
        return { state, rule: 'context', message: `${field}: ${it} stands for nothing here: write ${instead}` };
      }),
    ),
  );
}
