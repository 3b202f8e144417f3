import type { Engine, VirtualClock } from '../../local/engine/index.ts';
import { type FakeContext, functionError, TaskError } from '../../local/testing/index.ts';
import { Crash, type MemoryJournal } from './memory-journal.ts';

/** What happens to a function whose own time is over. */
export class Killed extends Crash {}

/** Errors as Lambda hands them to the machine; whoever died says nothing more. */
export async function asFunction<Answer>(run: () => Promise<Answer>): Promise<Answer> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Killed) throw new TaskError('Sandbox.Timedout', error.message);
    if (error instanceof Crash) throw new TaskError('Lambda.Unknown', error.message);
    const { name, message } = error as Error;
    throw functionError(name, message);
  }
}

/** A function's own time: it is killed when that is over, or when it dies; nothing it would do after that happens. */
export function functionTime(context: FakeContext, clock: VirtualClock, limitSeconds: number) {
  const until = clock.now() + limitSeconds * 1000;
  const kill = (): never => {
    throw new Crash('the process is gone');
  };
  const pause = async (seconds: number): Promise<void> => {
    const left = Math.max(0, (until - clock.now()) / 1000);
    if (seconds === 0) return;
    await context.sleep(Math.min(seconds, left));
    if (seconds >= left) throw new Killed('the function was killed at its limit');
  };
  return { pause, kill };
}

/** DynamoDB, as far as *Await dependencies* of run-plan calls it: the token stays with a task that still waits. */
export function leaveToken(journal: MemoryJournal, args: unknown, context: FakeContext) {
  const { Key } = args as { Key: { sk: { S: string } } };
  const id = `acme r1 ${Key.sk.S.replace('TASK#', '')}`;
  const task = journal.taskRecords.get(id);
  if (task?.waitingOn === undefined || context.taskToken === undefined) {
    throw new TaskError('DynamoDb.ConditionalCheckFailedException', 'The conditional request failed');
  }
  journal.taskRecords.set(id, { ...task, awaitToken: context.taskToken });
  return {};
}

/** The tokens of states that wait in this engine. */
export const tokensOf = (engine: Engine) => ({
  release: (taskToken: string): Promise<boolean> =>
    engine.sendTaskSuccess({ taskToken, output: '{}' }).then(
      () => true,
      () => false,
    ),
});
