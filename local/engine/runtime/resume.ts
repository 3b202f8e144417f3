import { startsExecution } from '../definition/resource.ts';
import { lostAnswer } from '../integrations/errors.ts';
import { matches } from '../run/matching.ts';
import type { Env } from '../run/env.ts';
import type { Failure, Position } from '../run/position.ts';
import type { Run, Tally } from '../run/run.ts';
import { taskAt, taskFailed } from '../run/task.ts';
import type { Json } from '../types.ts';

const INTERRUPTED = 'The engine ended while the task was in flight; whether the task had its effect is not known.';

/** Counts the children of every Map and Parallel again. */
export function restoreTallies(run: Run): void {
  for (const position of run.positions.values()) {
    if (position.phase === 'group')
      run.tallies.set(position.id, { started: 0, finished: 0, failed: 0, outputs: [], children: new Set() });
  }
  for (const position of run.positions.values()) {
    const tally = position.parent === undefined ? undefined : run.tallies.get(position.parent);
    if (tally) count(tally, position);
  }
}

function count(tally: Tally, child: Position): void {
  tally.started += 1;
  tally.children.add(child.id);
  if (child.phase !== 'done') return;
  tally.finished += 1;
  if (child.failure) tally.failed += 1;
  tally.outputs[child.index] = (child.output ?? child.failure ?? null) satisfies Json;
}

/**
 * Lets a restored position go on from where it was saved. Waits, delays and time-outs keep their times; tokens stay valid.
 * A task that was in flight failed as far as anybody knows: where a retrier would retry `Lambda.Unknown` (for Lambda) or, for
 * others, `<Service>.SdkClientException`, it is called again with the same arguments and token, without using up an attempt, for
 * the interruption was the engine's; otherwise the state fails under that name.
 */
export async function resumePosition(
  env: Env,
  run: Run,
  position: Position,
  follow: (childArn: string, task: { executionArn: string; position: number; attempt: number }) => void,
): Promise<void> {
  if (position.phase === 'select' || position.phase === 'enter' || position.phase === 'attempt')
    run.ready.push(position.id);
  if (position.phase === 'wait' || position.phase === 'backoff' || position.phase === 'task') env.arm(run, position);
  const at = taskAt(run, position.id, position.attempt);
  if (!at) return;
  const { state, task } = at;
  const { resource } = state;
  if (task.childArn !== undefined)
    follow(task.childArn, { executionArn: run.arn, position: position.id, attempt: position.attempt });
  if (task.submitted || (task.timeoutAt ?? Infinity) <= env.clock.now()) return;
  if (!startsExecution(resource.base)) {
    const failure: Failure = { error: lostAnswer(resource.resourceType), cause: INTERRUPTED };
    const retrier = state.retry.find((it) => matches(it.errors, failure));
    if (!retrier || retrier.maxAttempts === 0) {
      await taskFailed(env, run, position, state, failure);
      return;
    }
  }
  env.dispatch(run, position.id, position.attempt);
}
