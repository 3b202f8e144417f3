import { expressionIn } from './expressions.ts';
import { isLeftOver } from './rules/json-path.ts';
import { isObject, type Written } from './written.ts';

const someExpression = '{% true %}';
const templates = ['Arguments', 'Output', 'Assign', 'ItemSelector'];

/**
 * A definition, or part of one, without what asl-validator judges wrongly: any JSON may be an Output, an expression may have
 * several lines and no room around it, a Condition may be true, a Resource may be a placeholder.
 */
export function judgeable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(judgeable);
  if (typeof value === 'string') {
    return expressionIn(value) === undefined ? value.replaceAll(/\$\{[^}]*\}/g, 'filled') : someExpression;
  }
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([key, it]) => {
    if (templates.includes(key)) return [key, {}];
    if (typeof it === 'boolean' && key === 'Condition') return [key, someExpression];
    // The rule on JSONPath says what it is.
    if (key === 'Items' && isLeftOver(it)) return [key, someExpression];
    return [key, key === 'States' ? statesOf(it) : judgeable(it)];
  });
  return Object.fromEntries(members) as Written;
}

/** The names of states are no fields. asl-validator throws at what is no state (the engine's loader names it), and at one called States. */
function statesOf(value: unknown): Written {
  const named = Object.entries(isObject(value) ? value : {});
  const states = named.filter(([name, state]) => name !== 'States' && isObject(state));
  return Object.fromEntries(states.map(([name, state]) => [name, judgeable(state)]));
}
