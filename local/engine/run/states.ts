import type { ChoiceState, WaitState } from '../definition/machine.ts';
import { EvaluationError } from '../expressions/expressions.ts';
import { evaluateTemplate, unexpectedType } from '../expressions/template.ts';
import { exceedsPayloadLimit, isObject, show } from '../json.ts';
import type { Json, JsonObject } from '../types.ts';
import { bindingsFor, whileExecuting } from './context.ts';
import type { Completion, Env } from './env.ts';
import { DataLimitError } from './limits.ts';
import { evaluateNumber } from './numbers.ts';
import type { Position } from './position.ts';
import type { Run } from './run.ts';

/** ISO 8601 with date, time and offset; AWS accepts nine digits of a second. */
const TIMESTAMP = /^(\d{4})-(\d\d)-(\d\d)T(?:[01]\d|2[0-3]):\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

export async function choose(env: Env, run: Run, position: Position, state: ChoiceState): Promise<void> {
  const bindings = bindingsFor(run, position);
  for (const [i, rule] of state.rules.entries()) {
    const met = await evaluateTemplate(rule.condition, env.expressions, bindings);
    if (typeof met !== 'boolean') throw unexpectedType(rule.condition, `Choices[${i}]/Condition`, 'boolean', met);
    if (!met) continue;
    await complete(env, run, position, {
      fallback: position.input,
      output: rule.output,
      assign: rule.assign,
      next: rule.next,
    });
    return;
  }
  if (state.next === undefined) {
    const cause = `${whileExecuting(position)} Failed to transition out of the state. The state does not point to a next state.`;
    await env.moves.fail(run, position, { error: 'States.Runtime', cause });
    return;
  }
  await complete(env, run, position, {
    fallback: position.input,
    output: state.output,
    assign: state.assign,
    next: state.next,
  });
}

export async function beginWait(env: Env, run: Run, position: Position, state: WaitState): Promise<void> {
  position.wakeAt = await wakeTime(env, run, position, state);
  position.phase = 'wait';
  run.save(position);
  env.arm(run, position);
}

async function wakeTime(env: Env, run: Run, position: Position, state: WaitState): Promise<number> {
  const bindings = bindingsFor(run, position);
  const seconds = await evaluateNumber(state.seconds, 'Seconds', env.expressions, bindings);
  if (seconds !== undefined) return env.clock.now() + seconds * 1000;
  const timestamp = state.timestamp ? await evaluateTemplate(state.timestamp, env.expressions, bindings) : null;
  const at = typeof timestamp === 'string' ? instantOf(timestamp) : NaN;
  if (Number.isNaN(at)) {
    const message = `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${show(timestamp)}`;
    throw new EvaluationError(message, 'Timestamp');
  }
  return at;
}

/** Milliseconds since the epoch, of whole seconds as on AWS; NaN for what is no timestamp, a thirtieth of February among them. */
function instantOf(timestamp: string): number {
  const [, year, month, day] = TIMESTAMP.exec(timestamp) ?? [];
  const daysInMonth = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number(day) <= daysInMonth ? Math.floor(Date.parse(timestamp) / 1000) * 1000 : NaN;
}

/** Evaluates Output and Assign side by side, leaves the state, and goes to the next one or ends the scope. */
export async function complete(env: Env, run: Run, position: Position, completion: Completion): Promise<void> {
  const state = run.stateOf(position);
  const { result, errorOutput } = completion;
  const bindings = bindingsFor(run, position, {
    ...(result !== undefined && { result }),
    ...(errorOutput !== undefined && { errorOutput }),
  });
  const output = completion.output
    ? await evaluateTemplate(completion.output, env.expressions, bindings)
    : completion.fallback;
  const assigned = completion.assign ? await evaluateTemplate(completion.assign, env.expressions, bindings) : {};
  const text = JSON.stringify(output);
  if (exceedsPayloadLimit(text)) throw new DataLimitError(state.name);
  if (completion.assign && isObject(assigned)) run.assign(position, assigned);

  run.event(position, `${state.type}StateExited`, exitDetails(state.name, text, assigned), env.clock.now());
  delete position.wakeAt;
  delete position.task;
  run.save(position);
  if (completion.next === undefined) {
    await env.moves.branchSucceeded(run, position, output);
    return;
  }
  position.state = completion.next;
  position.input = output;
  position.phase = 'enter';
  run.ready.push(position.id);
}

function exitDetails(name: string, output: string, assigned: Json): JsonObject {
  const details: JsonObject = { name, output, outputDetails: { truncated: false } };
  const variables = isObject(assigned) ? Object.entries(assigned) : [];
  if (variables.length === 0) return details;
  const texts = Object.fromEntries(variables.map(([key, value]) => [key, JSON.stringify(value)]));
  return { ...details, assignedVariables: texts, assignedVariablesDetails: { truncated: false } };
}
