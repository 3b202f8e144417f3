import type { Json, JsonObject } from '../engine/index.ts';
import { TaskError } from '../engine/index.ts';
import { runMachine, type Fake, type MachineRun } from './run-machine.ts';

/** What a state's task answered when the execution was recorded. */
export interface RecordedAnswer {
  readonly state: string;
  /** The event that told of it: `…Succeeded` answers `output`, any other raises `error` and `cause`. */
  readonly event: string;
  readonly input?: Json;
  readonly output?: Json;
  /** null is States.Timeout. */
  readonly error?: string | null;
  readonly cause?: string | null;
}

/** An execution recorded on AWS. */
export interface RecordedCase {
  readonly name: string;
  readonly definition: JsonObject;
  readonly input: Json;
  readonly expected: {
    readonly status: string;
    readonly output?: Json;
    readonly error?: string;
    readonly cause?: string;
  };
  readonly mocks?: readonly RecordedAnswer[];
  /** Strings that stand for any value. */
  readonly masks?: readonly string[];
  readonly history?: readonly { readonly id: number; readonly prev: number; readonly type: string }[];
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

/** Runs a recorded execution on a virtual clock, its tasks answered as recorded, and compares what comes out. */
export async function checkRecorded(recorded: RecordedCase): Promise<Verdict> {
  const { definition, input, expected, history, mocks = [], masks = [] } = recorded;
  const run = await runMachine({ definition, input, fakes: { 'arn:aws:*': playback(mocks) } });
  const ends =
    expected.status === 'SUCCEEDED'
      ? matchesRecorded(expected.output, run.output, masks)
      : expected.error === run.error;
  return {
    run,
    passed: run.status === expected.status && ends,
    causeMatches: expected.cause === undefined ? undefined : matchesRecorded(expected.cause, run.cause, masks),
    historyMatches: history && shape(history) === shape(run.history.map((it) => ({ ...it, prev: it.previousEventId }))),
  };
}

const shape = (events: readonly { id: number; type: string; prev: number }[]): string =>
  events.map(({ id, prev, type }) => `${id}<${prev} ${type}`).join('\n');

/** Plays answers back: for a state the first unused one of equal input, else its first unused one. */
function playback(answers: readonly RecordedAnswer[]): Fake {
  const unused = [...answers];
  return async (args, { stateName, taskToken, engine }) => {
    const own = unused.filter((it) => it.state === stateName);
    const answer = own.find((it) => it.input !== undefined && matchesRecorded(it.input, args, [])) ?? own[0];
    if (!answer) throw new TaskError('Test.NothingRecorded', `no recorded answer is left for ${stateName}`);
    unused.splice(unused.indexOf(answer), 1);
    if (!answer.event.endsWith('Succeeded'))
      throw new TaskError(answer.error ?? 'States.Timeout', answer.cause ?? undefined);
    const output = answer.output ?? null;
    if (taskToken !== undefined) await engine.sendTaskSuccess({ taskToken, output: JSON.stringify(output) });
    return output;
  };
}

/**
 * Whether a value is as recorded: a masked string is anything, `<…>` within a string is a wildcard, an object may have
 * become JSON text, and two texts of JSON objects are compared as JSON.
 */
export function matchesRecorded(
  expected: Json | undefined,
  actual: Json | undefined,
  masks: readonly string[],
): boolean {
  if (typeof expected === 'string') return matchesText(expected, actual, masks);
  if (expected === null || typeof expected !== 'object') return expected === actual;
  if (typeof actual === 'string') {
    const parsed = jsonIn(actual);
    return parsed !== undefined && matchesRecorded(expected, parsed, masks);
  }
  if (Array.isArray(expected)) {
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((it, i) => matchesRecorded(it, actual[i], masks))
    );
  }
  if (actual === null || typeof actual !== 'object' || Array.isArray(actual)) return false;
  const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...keys].every((it) => it in expected && it in actual && matchesRecorded(expected[it], actual[it], masks));
}

function matchesText(expected: string, actual: Json | undefined, masks: readonly string[]): boolean {
  if (masks.includes(expected)) return true;
  if (typeof actual !== 'string') return false;
  const [left, right] = [jsonIn(expected), jsonIn(actual)];
  if (left && right) return matchesRecorded(left, right, masks);
  const parts = expected.split(/<[^<>]*>/).map((it) => it.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('[^]*')}$`).test(actual);
}

function jsonIn(text: string): Json | undefined {
  if (!/^[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
