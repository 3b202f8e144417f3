import { startsExecution } from '../definition/resource.ts';
import { ServiceError, TaskError } from '../errors.ts';
import type { Handlers } from '../handlers.ts';
import { DEPTH_LIMIT, isObject, nestsTooDeep } from '../json.ts';
import { answered, failureOf, taskAt, taskFailed, taskSucceeded } from '../run/task.ts';
import type { Run } from '../run/run.ts';
import type { Env } from '../run/env.ts';
import type { Clock, Json, TaskContext } from '../types.ts';
import type { Message } from './actor.ts';

/** Starts or finds the child execution that a task asks for. */
export type StartChild = (request: {
  stateMachineArn: string;
  name: string;
  input: string;
  startedBy: string;
}) => Promise<{ executionArn: string; startDate: number }>;

interface Surroundings {
  readonly env: Env;
  readonly clock: Clock;
  readonly handlers: Handlers;
  readonly signal: AbortSignal;
  /** @returns false when the execution no longer runs */
  readonly post: (executionArn: string, message: Message) => boolean;
  readonly startChild: StartChild;
  /** Reports the child's end to the task, now or later. */
  readonly follow: (childArn: string, task: { executionArn: string; position: number; attempt: number }) => void;
}

/** Calls the integration of a task that was scheduled and saved; the answer comes back as a message. */
export function callIntegration(around: Surroundings, run: Run, positionId: number, attempt: number): void {
  const at = taskAt(run, positionId, attempt);
  if (!at) return;
  const { position, state, task } = at;
  const { env, clock, handlers, post } = around;
  const { resource } = state;
  const handler = handlers.find(resource.base);
  const context: TaskContext = {
    executionArn: run.arn,
    executionName: run.record.name,
    stateMachineArn: run.record.stateMachineArn,
    stateName: state.name,
    resource: resource.arn,
    retryCount: position.retryCount,
    signal: around.signal,
    ...(task.token !== undefined && { taskToken: task.token }),
  };
  const call = async (): Promise<Json> => {
    // A copy: what the handler does to it is nothing to the machine, the state's input or a later attempt.
    if (handler) return copyOf(await handler(copyOf(task.arguments, 'arguments are'), context), 'result is');
    if (!startsExecution(resource.base)) throw new TaskError('States.Runtime', `no handler for ${resource.base}`);
    return startChild(around, run, positionId, attempt);
  };
  const release = clock.hold?.();
  void call()
    .then(
      (result) =>
        post(run.arn, async (it) => {
          const now = taskAt(it, positionId, attempt);
          if (!now) return;
          await env.moves.guarded(it, now.position, async () => {
            await answered(env, it, positionId, attempt, result);
            // A handler of a `.sync` resource has waited for the job itself.
            if (handler && resource.pattern === 'sync') await taskSucceeded(env, it, now.position, state, result);
          });
        }),
      (error: unknown) =>
        post(run.arn, async (it) => {
          const now = taskAt(it, positionId, attempt);
          if (now) await taskFailed(env, it, now.position, now.state, failureOf(error));
        }),
    )
    .finally(() => release?.());
}

/** What is copied, as a cause begins. */
type Copied = 'arguments are' | 'result is';

/**
 * A copy as it would come off the wire: what JSON cannot hold is left out.
 * @throws TaskError States.Runtime when it is nested too deep
 */
function copyOf(value: Json | undefined, what: Copied): Json {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    // It is nested so deep that it cannot even be written down.
    throw error instanceof RangeError ? tooDeep(what) : error;
  }
  if (text === undefined) return null;
  if (nestsTooDeep(text)) throw tooDeep(what);
  return JSON.parse(text) as Json;
}

function tooDeep(what: Copied): TaskError {
  return new TaskError('States.Runtime', `The ${what} nested deeper than ${DEPTH_LIMIT} levels.`);
}

async function startChild(around: Surroundings, run: Run, positionId: number, attempt: number): Promise<Json> {
  const at = taskAt(run, positionId, attempt);
  const args = at?.task.arguments;
  if (!at || !isObject(args) || typeof args['StateMachineArn'] !== 'string') {
    throw new TaskError('States.Runtime', 'The argument StateMachineArn is missing');
  }
  const { Name: name, Input: input } = args;
  try {
    const child = await around.startChild({
      stateMachineArn: args['StateMachineArn'],
      name: typeof name === 'string' ? name : (at.task.childName ?? ''),
      input: typeof input === 'string' ? input : JSON.stringify(input ?? {}),
      startedBy: `${run.arn}/${positionId}/${attempt}`,
    });
    if (at.state.resource.pattern === 'sync') {
      const task = { executionArn: run.arn, position: positionId, attempt };
      const stop = (): void => around.env.stopChild(child.executionArn);
      const told = around.post(run.arn, (it) => {
        const now = taskAt(it, positionId, attempt);
        if (!now) {
          stop();
          return;
        }
        now.task.childArn = child.executionArn;
        it.save(now.position);
        it.afterSaving((error) => {
          if (!error) around.follow(child.executionArn, task);
        });
      });
      if (!told) stop();
    }
    return { ExecutionArn: child.executionArn, StartDate: child.startDate };
  } catch (error) {
    throw error instanceof ServiceError ? sfnError(error.name, error.message) : error;
  }
}

function sfnError(name: string, message: string): TaskError {
  return new TaskError(
    `StepFunctions.${name}Exception`,
    `${message} (Service: AWSStepFunctions; Status Code: 400; Error Code: ${name})`,
  );
}
