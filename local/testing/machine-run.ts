import type { Engine, ExecutionDescription, ExecutionStatus, HistoryEvent, Json } from '../engine/index.ts';

/** A call of a fake. */
export interface FakeCall {
  readonly state: string;
  /** As the machine wrote it. */
  readonly resource: string;
  readonly arguments: Json;
  /** 1 for the first, one more for each retry. */
  readonly attempt: number;
  /** Virtual seconds from the start of the run. */
  readonly at: number;
  /** What the fake answered or threw; absent while it works. Of a task that waits for a token it is not yet the end. */
  readonly outcome?: { readonly output: Json } | { readonly error: string; readonly cause?: string };
}

/** An execution as a test looks at it. */
export interface MachineRun {
  /** RUNNING when nothing was left that could go on with it: it waits for a token that nobody sends. */
  readonly status: ExecutionStatus;
  readonly output: Json | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly history: readonly HistoryEvent[];
  /** The names of the states entered, in order. */
  readonly path: readonly string[];
  /** Virtual seconds from start to end. */
  readonly seconds: number;
  /** The calls of fakes, in order; those of nested machines too. */
  readonly calls: readonly FakeCall[];
  /** The calls that a state made, or those that pass. */
  readonly callsOf: (which: string | ((call: FakeCall) => boolean)) => FakeCall[];
  /** The events of a type, for example `TaskTimedOut`. */
  readonly events: (type: string) => HistoryEvent[];
  /** The events of entering a state, one for each time. */
  readonly entered: (state: string) => HistoryEvent[];
}

/** Tells of an execution as it is now. @param now virtual time, for one that still runs */
export function describeRun(
  engine: Engine,
  execution: ExecutionDescription,
  calls: readonly FakeCall[],
  now: number,
): MachineRun {
  const { executionArn, status, output, error, cause, startDate, stopDate = now } = execution;
  const history = historyOf(engine, executionArn);
  const entries = history.filter((it) => it.type.endsWith('StateEntered'));
  return {
    status,
    output: output === undefined ? undefined : (JSON.parse(output) as Json),
    error,
    cause,
    history,
    path: entries.map((it) => it.details['name'] as string),
    seconds: (stopDate - startDate) / 1000,
    calls,
    callsOf: (which) => calls.filter(typeof which === 'string' ? (it) => it.state === which : which),
    events: (type) => history.filter((it) => it.type === type),
    entered: (state) => entries.filter((it) => it.details['name'] === state),
  };
}

/** The whole history of an execution, page by page. */
export function historyOf(engine: Engine, executionArn: string): HistoryEvent[] {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = engine.getExecutionHistory({
      executionArn,
      maxResults: 1000,
      ...(nextToken !== undefined && { nextToken }),
    });
    events.push(...page.items);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return events;
}
