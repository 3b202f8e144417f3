import type { GuardedState, State } from '../definition/machine.ts';
import { EvaluationError } from '../expressions/expressions.ts';
import { evaluateTemplate, unexpectedType } from '../expressions/template.ts';
import { compact } from '../json.ts';
import { bindingsFor, whileExecuting } from './context.ts';
import type { Env } from './env.ts';
import { DataLimitError } from './limits.ts';
import { matches, retryDelaySeconds } from './matching.ts';
import type { Failure, Position } from './position.ts';
import { HistoryFull, type Run } from './run.ts';

const isGuarded = (state: State): state is GuardedState => 'retry' in state;

/** A state failed: retry it, go where a catcher says, or end the scope. */
export async function fail(env: Env, run: Run, position: Position, failure: Failure): Promise<void> {
  const state = run.stateOf(position);
  run.disarm(position);
  delete position.task;
  delete position.wakeAt;
  run.save(position);
  if (state.type === 'Map' || state.type === 'Parallel') {
    env.moves.abort(run, position);
    delete position.group;
    run.event(position, `${state.type}StateFailed`, {}, env.clock.now());
  }
  if (
    isGuarded(state) &&
    (retry(env, run, position, state, failure) || (await caught(env, run, position, state, failure)))
  )
    return;
  await env.moves.branchFailed(run, position, failure);
}

function retry(env: Env, run: Run, position: Position, state: GuardedState, failure: Failure): boolean {
  const at = state.retry.findIndex((it) => matches(it.errors, failure));
  const retrier = state.retry[at];
  const used = position.retries[at] ?? 0;
  if (!retrier || used >= retrier.maxAttempts) return false;
  position.retries = state.retry.map((_, i) => (position.retries[i] ?? 0) + (i === at ? 1 : 0));
  position.retryCount += 1;
  position.phase = 'backoff';
  position.wakeAt = env.clock.now() + Math.round(retryDelaySeconds(retrier, used, env.random.number()) * 1000);
  env.arm(run, position);
  return true;
}

async function caught(env: Env, run: Run, position: Position, state: GuardedState, failure: Failure): Promise<boolean> {
  const catcher = state.catch.find((it) => matches(it.errors, failure));
  if (!catcher) return false;
  const errorOutput = compact({ Error: failure.error, Cause: failure.cause });
  try {
    const { output, assign, next } = catcher;
    await env.moves.complete(run, position, { fallback: errorOutput, errorOutput, output, assign, next });
  } catch (error) {
    await env.moves.branchFailed(run, position, recordEvaluation(env, run, position, error));
  }
  return true;
}

/** An expression of the state failed: its event, and the failure it amounts to. */
export function recordEvaluation(env: Env, run: Run, position: Position, error: unknown): Failure {
  if (error instanceof HistoryFull) throw error;
  const location = error instanceof EvaluationError ? error.location : undefined;
  const name = error instanceof EvaluationError || error instanceof DataLimitError ? error.name : 'States.Runtime';
  const message = error instanceof Error ? error.message : String(error);
  const cause = `${whileExecuting(position)} ${message}`;
  if (location !== undefined) {
    // AWS links this event to what came before the state was entered, unless something happened in the state since.
    const untouched = position.previousEventId === position.enteredEventId && run.stateOf(position).type !== 'Wait';
    if (untouched) position.previousEventId = position.beforeEntry;
    run.event(
      position,
      'EvaluationFailed',
      compact({ error: name, cause, location, state: position.state }),
      env.clock.now(),
    );
  }
  return { error: name, cause };
}

const FAIL_FIELDS = { error: 'Error', cause: 'Cause' } as const;

/** Error and Cause of a Fail state. */
export async function failState(env: Env, run: Run, position: Position): Promise<void> {
  const state = run.stateOf(position);
  if (state.type !== 'Fail') return;
  const bindings = bindingsFor(run, position);
  const text = async (field: 'error' | 'cause'): Promise<string | undefined> => {
    const template = state[field];
    if (!template) return undefined;
    const value = await evaluateTemplate(template, env.expressions, bindings);
    if (typeof value !== 'string') throw unexpectedType(template, FAIL_FIELDS[field], 'string', value);
    return value;
  };
  const error = await text('error');
  const cause = await text('cause');
  await env.moves.fail(run, position, { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) });
}
