import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EngineJournal, type HistoryEvent, sqliteJournal } from '../../../local/engine/index.ts';
import { isRequest, meaningOf } from './meaning.ts';

/** What a journal says of a Baton that is gone. */
export interface Left {
  /** The ARNs of the executions that were running. */
  readonly running: readonly string[];
  /** How many of them are requests that wait for no answer. */
  readonly underWay: number;
  /** The states whose task had been called and had not answered. */
  readonly inFlight: readonly string[];
}

/** Reads a copy of the journal, so that whoever starts next finds it as the last one left it. */
export function readJournal<Read>(data: string, read: (journal: EngineJournal) => Read): Read {
  const copy = mkdtempSync(join(tmpdir(), 'journal-'));
  try {
    cpSync(join(data, 'executions'), copy, { recursive: true });
    const journal = sqliteJournal(copy);
    try {
      return read(journal);
    } finally {
      journal.close();
    }
  } finally {
    rmSync(copy, { recursive: true });
  }
}

export function whatIsLeft(journal: EngineJournal): Left {
  const running = journal.running().map(({ execution: { executionArn } }) => {
    const history = historyOf(journal, executionArn);
    const waits = history.slice(-1).some((event) => meaningOf({ executionArn, event }) === 'asked');
    return { executionArn, waits, inFlight: statesInFlight(history) };
  });
  return {
    running: running.map(({ executionArn }) => executionArn),
    underWay: running.filter(({ executionArn, waits }) => isRequest(executionArn) && !waits).length,
    inFlight: running.flatMap(({ inFlight }) => inFlight),
  };
}

/** An execution's history, from its beginning. */
export function historyOf(journal: EngineJournal, executionArn: string): HistoryEvent[] {
  return journal.history({ executionArn, reverseOrder: false, limit: 25_000 });
}

/** A task was called and has not answered when no event follows the one that says that it started. */
function statesInFlight(history: readonly HistoryEvent[]): string[] {
  const byId = new Map(history.map((event) => [event.id, event]));
  const followed = new Set(history.map(({ previousEventId }) => previousEventId));
  const stateOf = (event: HistoryEvent | undefined): string =>
    event === undefined || event.type === 'TaskStateEntered'
      ? (event?.details['name'] as string)
      : stateOf(byId.get(event.previousEventId));
  return history.filter(({ id, type }) => type === 'TaskStarted' && !followed.has(id)).map(stateOf);
}
