import { TaskError, type Json, type JsonObject } from '../engine/index.ts';
import { unanswerable, type Fake } from './fakes.ts';
import type { MachineRun } from './machine-run.ts';
import { matchesRecorded } from './matching.ts';
import { runMachine } from './run-machine.ts';

/** What a state's task answered when the execution was recorded. */
export interface RecordedAnswer {
  readonly state: string;
  /**
   * The event that told of it: `…Succeeded` answers `output`, any other raises `error` and `cause`.
   * @default TaskFailed where there is an `error`, TaskSucceeded where there is none
   */
  readonly event?: string | null;
  readonly input?: Json;
  readonly output?: Json;
  /** null is States.Timeout. */
  readonly error?: string | null;
  readonly cause?: string | null;
}

/** How an execution ended: with an output, or with an error and its cause. */
export interface RecordedEnd {
  readonly status: string;
  readonly output?: Json;
  readonly error?: string | null;
  readonly cause?: string | null;
}

/** An execution recorded on AWS. */
export interface RecordedCase {
  readonly name: string;
  readonly definition: string | JsonObject;
  /** @default {} */
  readonly input?: Json;
  readonly expected: RecordedEnd;
  readonly mocks?: readonly RecordedAnswer[] | null;
  /** Strings that stand for any value. */
  readonly masks?: readonly string[] | null;
  readonly history?: readonly { readonly id: number; readonly prev: number; readonly type: string }[] | null;
}

export interface Verdict {
  /** Status and output, or status and error, are as recorded. */
  readonly passed: boolean;
  /** undefined where no cause was recorded. */
  readonly causeMatches: boolean | undefined;
  /** Ids, links and types of the events; undefined where none were recorded. */
  readonly historyMatches: boolean | undefined;
  readonly run: MachineRun;
}

/**
 * Runs a recorded execution on a virtual clock, its tasks answered as recorded, and compares what comes out.
 * @throws MachineRefused when the engine does not run its machine
 */
export async function checkRecorded(recorded: RecordedCase): Promise<Verdict> {
  const { definition, input, expected, history, mocks, masks } = recorded;
  const hidden = masks ?? [];
  const run = await runMachine({
    definition,
    ...(input !== undefined && { input }),
    fakes: { 'arn:*': playback(mocks ?? [], hidden) },
  });
  const { cause } = expected;
  return {
    run,
    passed: run.status === expected.status && endsAlike(expected, run, hidden),
    causeMatches: cause === undefined || cause === null ? undefined : matchesRecorded(cause, run.cause, hidden),
    historyMatches: history
      ? shape(history) === shape(run.history.map((it) => ({ ...it, prev: it.previousEventId })))
      : undefined,
  };
}

function endsAlike(expected: RecordedEnd, run: MachineRun, masks: readonly string[]): boolean {
  if (expected.status === 'SUCCEEDED')
    return expected.output === undefined || matchesRecorded(expected.output, run.output, masks);
  const { error } = expected;
  // Only a Fail state ends an execution without a name for it.
  if (error === undefined || error === null) return expected.status !== 'FAILED' || run.error === undefined;
  return matchesRecorded(error, run.error, masks);
}

const shape = (events: readonly { id: number; type: string; prev: number }[]): string =>
  events.map(({ id, prev, type }) => `${id}<${prev} ${type}`).join('\n');

/**
 * A fake that plays answers back: for a state the first unused one of equal input, else its first unused one.
 * When none is left, a token is never answered, and any other call ends the execution with `States.Runtime`, whatever it
 * catches.
 *
 * @param masks strings of recorded inputs that stand for any value
 */
export function playback(answers: readonly RecordedAnswer[], masks: readonly string[] = []): Fake {
  const unused = [...answers];
  return async (args, { stateName, resource, taskToken, engine }) => {
    const own = unused.filter((it) => it.state === stateName);
    const answer = own.find((it) => it.input !== undefined && matchesRecorded(it.input, args, masks)) ?? own[0];
    // Nobody answers its token: it waits, until its time is over if it has one.
    if (!answer && taskToken !== undefined) return null;
    if (!answer) throw unanswerable(`no answer is left for the state ${stateName}, which calls ${resource}`);
    unused.splice(unused.indexOf(answer), 1);
    const { event = null, output = null, error = null, cause } = answer;
    if (event === null ? error !== null : !event.endsWith('Succeeded'))
      throw new TaskError(error ?? 'States.Timeout', cause ?? undefined);
    if (taskToken !== undefined) await engine.sendTaskSuccess({ taskToken, output: JSON.stringify(output) });
    return output;
  };
}
