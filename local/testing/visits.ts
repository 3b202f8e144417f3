import type { HistoryEvent } from '../engine/index.ts';

/** A state that was entered, and what became of it. */
export interface Visit {
  readonly state: string;
  /** `Task`, `Map`, … */
  readonly type: string;
  /** The Maps and Parallels that it is in, the outermost first. */
  readonly within: readonly string[];
  /** Milliseconds since the epoch. */
  readonly enteredAt: number;
  /** Absent where it never ended. */
  readonly endedAt?: number;
  /** How often its task, its branches or its iterations were begun. */
  readonly attempts: number;
  /** `caught`: it failed, and a catcher went on; `open`: it was still at work when the history ended. */
  readonly outcome: 'succeeded' | 'caught' | 'failed' | 'aborted' | 'open';
  /** The last error, of one that failed, was caught or needed another attempt. */
  readonly error?: string;
}

/** A visit as it is put together, and the Map or Parallel around it. */
interface Draft {
  readonly visit: { -readonly [Member in keyof Visit]: Visit[Member] };
  readonly around: Draft | undefined;
}

const SCHEDULED = /^(Task|LambdaFunction)Scheduled$/;
const STARTED = /^(Map|Parallel)StateStarted$/;
const DONE = /^(TaskSucceeded|LambdaFunctionSucceeded)$/;
const FAILED =
  /^(TaskFailed|TaskTimedOut|LambdaFunctionFailed|LambdaFunctionTimedOut|EvaluationFailed|(Map|Parallel)StateFailed|ExecutionFailed)$/;
const JOINED = /^(Map|Parallel)State(?:Succeeded|Failed)$/;
const INTO = /^(ParallelStateStarted|MapIterationStarted)$/;

/** The states of an execution in the order in which they were entered, from its history. */
export function visitsOf(history: readonly HistoryEvent[]): Visit[] {
  const owners = new Map<number, Draft>();
  const types = new Map<number, string>();
  const drafts: Draft[] = [];
  for (const event of history) {
    const before = owners.get(event.previousEventId);
    const type = /^(\w+)StateEntered$/.exec(event.type)?.[1];
    const inside = INTO.test(types.get(event.previousEventId) ?? '');
    const draft =
      type === undefined ? subject(event, before, drafts) : entry(event, type, inside ? before : before?.around);
    types.set(event.id, event.type);
    if (!draft) continue;
    owners.set(event.id, draft);
    if (type === undefined) note(draft.visit, event);
    else drafts.push(draft);
  }
  return drafts.map((it) => it.visit);
}

function entry(event: HistoryEvent, type: string, around: Draft | undefined): Draft {
  const state = event.details['name'] as string;
  const within = around === undefined ? [] : [...around.visit.within, around.visit.state];
  return { visit: { state, type, within, enteredAt: event.timestamp, attempts: 0, outcome: 'open' }, around };
}

/** Whom an event is about: what it follows may belong to a state inside, or before. */
function subject(
  { type, details: { name, state } }: HistoryEvent,
  before: Draft | undefined,
  drafts: readonly Draft[],
): Draft | undefined {
  if (type === 'EvaluationFailed') return drafts.findLast(({ visit }) => visit.state === state && isOpen(visit));
  const joined = JOINED.exec(type)?.[1];
  const isIt = ({ visit }: Draft): boolean =>
    (name === undefined || visit.state === name) && (joined === undefined || (visit.type === joined && isOpen(visit)));
  for (let draft = before; draft; draft = draft.around) if (isIt(draft)) return draft;
  return before;
}

const isOpen = ({ endedAt }: Visit): boolean => endedAt === undefined;

function note(visit: Draft['visit'], { type, timestamp, details: { error } }: HistoryEvent): void {
  if (SCHEDULED.test(type) || STARTED.test(type)) {
    visit.attempts += 1;
    visit.outcome = 'open';
    delete visit.endedAt;
  } else if (DONE.test(type)) {
    visit.outcome = 'succeeded';
  } else if (FAILED.test(type)) {
    visit.outcome = 'failed';
    visit.endedAt = timestamp;
    if (typeof error === 'string') visit.error = error;
  } else if (type.endsWith('StateAborted')) {
    visit.outcome = 'aborted';
    visit.endedAt = timestamp;
  } else if (type.endsWith('StateExited')) {
    visit.outcome = visit.outcome === 'failed' ? 'caught' : 'succeeded';
    visit.endedAt = timestamp;
  }
}
