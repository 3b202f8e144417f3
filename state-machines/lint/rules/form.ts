import aslValidator from 'asl-validator';
import { judgeable } from '../judgeable.ts';
import type { Machine } from '../machine.ts';
import type { Problem } from '../problem.ts';

/** A state that fits no type fails at these, whatever is wrong with it. */
const noise = ['Type', 'QueryLanguage'];

/**
 * What the language's schema has against the form of a machine, by asl-validator. Of its other checks nothing is taken:
 * `transitions` and the engine's loader name the state.
 */
export function form({ definition }: Machine): Problem[] {
  const { errors } = aslValidator(judgeable({ ...definition, QueryLanguage: 'JSONata' }), {
    checkArn: false,
    checkPaths: false,
  });
  const faults = errors.flatMap(({ schemaError, Message }) =>
    schemaError === undefined ? [] : [{ ...placeOf(segmentsOf(schemaError.instancePath)), words: wordsOf(Message) }],
  );
  const problems = faults.flatMap(({ state, field, words }) => {
    const isNoise = ({ field: [name = ''] }: { field: readonly string[] }): boolean => noise.includes(name);
    if (!isNoise({ field })) return [problem(state, [field.join('/'), words].filter(Boolean).join(': '))];
    const others = faults.some((it) => it.state === state && !isNoise(it));
    return others ? [] : [problem(state, 'a field is missing, of a wrong type or out of place')];
  });
  return [...new Map(problems.map((it) => [`${it.state} ${it.message}`, it])).values()];
}

const problem = (state: string | undefined, message: string): Problem => ({
  ...(state !== undefined && { state }),
  rule: 'form',
  message,
});

const segmentsOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((it) => it.replaceAll('~1', '/').replaceAll('~0', '~'));

function wordsOf(message: string): string {
  if (/oneOf|pattern/.test(message)) return 'is of no form that the language knows';
  return message.slice(message.indexOf('. ') + 2);
}

/** The innermost state that a path leads into, and the way on from there. */
function placeOf(path: readonly string[], state?: string): { state: string | undefined; field: readonly string[] } {
  const inner = { Branches: path.slice(2), ItemProcessor: path.slice(1) }[path[0] ?? ''] ?? path;
  return inner[0] === 'States' && inner.length > 1 ? placeOf(inner.slice(2), inner[1]) : { state, field: path };
}
