import jsonata from 'jsonata-aws';
import { expressionIn } from '../expressions.ts';
import { type Machine, statesOf } from '../machine.ts';
import type { Problem } from '../problem.ts';
import type { Node } from '../references.ts';

/** A heartbeat that is not under the time-out never tells anything. Of two plain numbers the engine's loader says so. https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html */
export function heartbeat({ scope }: Machine): Problem[] {
  return [...statesOf(scope)].flatMap(({ name, source: { HeartbeatSeconds: beat, TimeoutSeconds: limit } }) => {
    if (typeof beat === 'number' && typeof limit === 'number') return [];
    const [beats, limits] = [constant(beat), constant(limit)];
    const same = typeof beat === 'string' && beat === limit;
    if (!same && (beats === undefined || limits === undefined || beats < limits)) return [];
    const seen = same ? 'is the same expression as' : `is ${beats}, not under`;
    const message = `HeartbeatSeconds ${seen} TimeoutSeconds${same ? '' : `, ${limits}`}: make it shorter than the time-out`;
    return [{ state: name, rule: 'heartbeat', message }];
  });
}

/** The number that a field says, also as an expression of numbers alone (`{% 8 * 60 %}`). */
function constant(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const text = typeof value === 'string' ? expressionIn(value) : undefined;
  if (text === undefined) return undefined;
  try {
    return numberOf(jsonata(text).ast());
  } catch {
    return undefined;
  }
}

const operators: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
};

function numberOf(node: Node): number | undefined {
  if (node.type === 'number') return Number(node.value);
  if (node.type === 'block' && node.expressions?.length === 1)
    return node.expressions[0] && numberOf(node.expressions[0]);
  const operator = node.type === 'binary' ? operators[String(node.value)] : undefined;
  if (operator === undefined) return undefined;
  const [left, right] = [numberOf(node.lhs as Node), numberOf(node.rhs as Node)];
  return left === undefined || right === undefined ? undefined : operator(left, right);
}
