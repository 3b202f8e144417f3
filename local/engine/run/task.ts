import type { TaskState } from '../definition/machine.ts';
import { startsExecution } from '../definition/resource.ts';
import { TaskError } from '../errors.ts';
import { evaluateTemplate } from '../expressions/template.ts';
import { compact, exceedsPayloadLimit } from '../json.ts';
import { makeToken } from '../tokens.ts';
import type { ExecutionDescription, Json, JsonObject } from '../types.ts';
import { bindingsFor } from './context.ts';
import type { Env } from './env.ts';
import { DataLimitError } from './limits.ts';
import { evaluateNumber } from './numbers.ts';
import type { Failure, Position, TaskProgress } from './position.ts';
import type { Run } from './run.ts';

const WHOLE = { truncated: false };

/** Schedules a task: its arguments, time-outs and token are fixed here and saved before the call is made. */
export async function beginTask(env: Env, run: Run, position: Position, state: TaskState): Promise<void> {
  const { resource } = state;
  const attempt = position.attempt + 1;
  const parts = { executionArn: run.arn, position: position.id, attempt };
  const token = resource.pattern === 'token' ? makeToken(parts, env.random.uuid()) : undefined;
  const bindings = bindingsFor(run, position, token === undefined ? {} : { taskToken: token });
  const args = state.arguments ? await evaluateTemplate(state.arguments, env.expressions, bindings) : position.input;
  const timeoutSeconds = await evaluateNumber(state.timeoutSeconds, 'TimeoutSeconds', env.expressions, bindings);
  const heartbeatSeconds = await evaluateNumber(state.heartbeatSeconds, 'HeartbeatSeconds', env.expressions, bindings);
  const text = JSON.stringify(args);
  if (exceedsPayloadLimit(text)) throw new DataLimitError(state.name);

  const now = env.clock.now();
  const times = { timeoutInSeconds: timeoutSeconds, heartbeatInSeconds: heartbeatSeconds };
  if (resource.direct) {
    run.event(
      position,
      'LambdaFunctionScheduled',
      compact({ resource: resource.arn, input: text, inputDetails: WHOLE, timeoutInSeconds: timeoutSeconds }),
      now,
    );
    run.event(position, 'LambdaFunctionStarted', {}, now);
  } else {
    run.event(
      position,
      'TaskScheduled',
      compact({ ...taskNames(state), region: env.region, parameters: text, ...times }),
      now,
    );
    run.event(position, 'TaskStarted', taskNames(state), now);
  }
  const progress: TaskProgress = {
    arguments: args,
    submitted: false,
    ...(token !== undefined && { token }),
    ...(timeoutSeconds !== undefined && { timeoutAt: now + timeoutSeconds * 1000 }),
    ...(heartbeatSeconds !== undefined && { heartbeatSeconds, heartbeatAt: now + heartbeatSeconds * 1000 }),
    ...(startsExecution(resource.base) && { childName: env.random.uuid() }),
  };
  position.attempt = attempt;
  position.task = progress;
  position.phase = 'task';
  run.save(position);
  env.arm(run, position);
  env.dispatch(run, position.id, attempt);
}

const taskNames = ({ resource }: TaskState): JsonObject => ({
  resourceType: resource.resourceType,
  resource: resource.action,
});

/** The state at a position whose task of this attempt is still under way; undefined for an answer that comes too late. */
export function taskAt(
  run: Run,
  positionId: number,
  attempt: number,
): { position: Position; state: TaskState; task: TaskProgress } | undefined {
  const position = run.positions.get(positionId);
  if (position?.phase !== 'task' || position.attempt !== attempt || !position.task) return undefined;
  const state = run.stateOf(position);
  return state.type === 'Task' ? { position, state, task: position.task } : undefined;
}

/** The call was answered: the end of a plain task, the beginning of the wait for a token or a child. */
export async function answered(env: Env, run: Run, positionId: number, attempt: number, result: Json): Promise<void> {
  const at = taskAt(run, positionId, attempt);
  if (!at) return;
  const { position, state, task } = at;
  if (state.resource.pattern === 'response') {
    await taskSucceeded(env, run, position, state, result);
    return;
  }
  task.submitted = true;
  run.save(position);
  run.event(
    position,
    'TaskSubmitted',
    { ...taskNames(state), output: JSON.stringify(result), outputDetails: WHOLE },
    env.clock.now(),
  );
}

export async function taskSucceeded(
  env: Env,
  run: Run,
  position: Position,
  state: TaskState,
  result: Json,
): Promise<void> {
  const text = JSON.stringify(result);
  if (exceedsPayloadLimit(text)) {
    const { name, message } = new DataLimitError(
      state.resource.direct ? state.resource.arn : state.resource.resourceType,
    );
    await taskFailed(env, run, position, state, { error: name, cause: message });
    return;
  }
  run.disarm(position);
  const details = { output: text, outputDetails: WHOLE };
  if (state.resource.direct) run.event(position, 'LambdaFunctionSucceeded', details, env.clock.now());
  else run.event(position, 'TaskSucceeded', { ...taskNames(state), ...details }, env.clock.now());
  delete position.task;
  const { output, assign, next } = state;
  await env.moves.complete(run, position, { fallback: result, result, output, assign, next });
}

export async function taskFailed(
  env: Env,
  run: Run,
  position: Position,
  state: TaskState,
  failure: Failure,
): Promise<void> {
  const details = compact({ error: failure.error, cause: failure.cause });
  if (state.resource.direct) run.event(position, 'LambdaFunctionFailed', details, env.clock.now());
  else run.event(position, 'TaskFailed', { ...taskNames(state), ...details }, env.clock.now());
  await env.moves.fail(run, position, failure);
}

/** The engine stops waiting; what was called goes on, as on AWS. */
export async function taskTimedOut(
  env: Env,
  run: Run,
  position: Position,
  state: TaskState,
  heartbeat: boolean,
): Promise<void> {
  const error = 'States.Timeout';
  if (state.resource.direct) run.event(position, 'LambdaFunctionTimedOut', { error }, env.clock.now());
  else run.event(position, 'TaskTimedOut', { ...taskNames(state), error }, env.clock.now());
  await env.moves.fail(run, position, { error, ...(heartbeat && { alias: 'States.HeartbeatTimeout' }) });
}

/** The child of a `.sync:2` task has ended. */
export async function childEnded(
  env: Env,
  run: Run,
  positionId: number,
  attempt: number,
  child: ExecutionDescription,
): Promise<void> {
  const at = taskAt(run, positionId, attempt);
  if (!at) return;
  const members = {
    ExecutionArn: child.executionArn,
    InputDetails: { Included: true },
    Name: child.name,
    StartDate: child.startDate,
    StateMachineArn: child.stateMachineArn,
    Status: child.status,
    StopDate: child.stopDate,
  };
  if (child.status === 'SUCCEEDED') {
    const output = JSON.parse(child.output ?? 'null') as Json;
    const input = JSON.parse(child.input) as Json;
    await taskSucceeded(
      env,
      run,
      at.position,
      at.state,
      compact({ ...members, Input: input, Output: output, OutputDetails: { Included: true } }),
    );
  } else {
    const cause = JSON.stringify(compact({ ...members, Input: child.input, Error: child.error, Cause: child.cause }));
    await taskFailed(env, run, at.position, at.state, { error: 'States.TaskFailed', cause });
  }
}

/** What a handler threw, as a failure. */
export function failureOf(error: unknown): Failure {
  if (error instanceof TaskError)
    return { error: error.name, ...(error.cause !== undefined && { cause: error.cause }) };
  if (error instanceof Error) return { error: error.name, cause: error.message };
  return { error: 'States.TaskFailed', cause: String(error) };
}
