import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EngineError } from '../errors.ts';

/** Raised whenever the tables change. */
const VERSION = 1;

const SCHEMA = `
  PRAGMA user_version = ${VERSION};
  CREATE TABLE IF NOT EXISTS definitions (hash TEXT PRIMARY KEY, body TEXT NOT NULL, sum INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS executions (
    seq INTEGER PRIMARY KEY, arn TEXT NOT NULL UNIQUE, machine TEXT NOT NULL, status TEXT NOT NULL, definition TEXT NOT NULL,
    input TEXT NOT NULL, inputSum INTEGER NOT NULL, body TEXT NOT NULL, sum INTEGER NOT NULL);
  CREATE INDEX IF NOT EXISTS executions_by_machine ON executions (machine, seq);
  CREATE TABLE IF NOT EXISTS events (seq INTEGER NOT NULL, id INTEGER NOT NULL, body TEXT NOT NULL, sum INTEGER NOT NULL, PRIMARY KEY (seq, id)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS positions (seq INTEGER NOT NULL, id INTEGER NOT NULL, body TEXT NOT NULL, sum INTEGER NOT NULL, PRIMARY KEY (seq, id)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS transactions (one INTEGER PRIMARY KEY CHECK (one = 1), count INTEGER NOT NULL) WITHOUT ROWID;
  INSERT OR IGNORE INTO transactions (one, count) VALUES (1, 0);
`;

/**
 * Opens a journal for one process alone, after a look at what is there: whether it is whole, and holds all that was acknowledged.
 * Nothing is written before the journal was found sound, so that what is left of a damaged one can still be rescued.
 *
 * @param acknowledged how many transactions it has to hold at least
 * @throws EngineError JournalInUse when another process has it, JournalCorrupt when it is damaged, cut off or no journal
 */
export function openJournal(file: string, acknowledged: number): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true });
  try {
    if (existsSync(file)) inspect(file, acknowledged);
    else if (acknowledged > 0) throw damaged(file, `is gone, though ${acknowledged} transactions were acknowledged`);
    return open(file);
  } catch (error) {
    if (error instanceof EngineError) throw error;
    const { message } = error as Error;
    if (/locked|busy/i.test(message)) {
      const advice = 'stop that one, or choose another data directory';
      throw new EngineError('JournalInUse', `${file} is in use by another process: ${advice}`);
    }
    throw damaged(file, `cannot be opened (${message})`);
  }
}

/** What is wrong with a journal, by name, and what to do. */
export function damaged(file: string, what: string): EngineError {
  return new EngineError(
    'JournalCorrupt',
    `the journal ${file} ${what}: restore the folder ${dirname(file)} from a copy, or move it away to begin anew`,
  );
}

function open(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: 0 });
  db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  db.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT;`);
  return db;
}

function inspect(file: string, acknowledged: number): void {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 0 });
  try {
    const found = Object.values(db.prepare('PRAGMA integrity_check(1)').get() ?? {})[0];
    if (found !== 'ok') throw damaged(file, `is damaged (${String(found)})`);
    const version = Object.values(db.prepare('PRAGMA user_version').get() ?? {})[0];
    if (version !== VERSION) throw damaged(file, `is of version ${String(version)}, and this is version ${VERSION}`);
    const tables = db.prepare("SELECT name FROM sqlite_master WHERE name = 'transactions'").all();
    const count = tables.length === 0 ? 0 : transactionsIn(db);
    if (count < acknowledged)
      throw damaged(file, `is torn: it ends after ${count} of ${acknowledged} acknowledged transactions`);
  } finally {
    db.close();
  }
}

/** How many transactions a journal holds. */
export function transactionsIn(db: DatabaseSync): number {
  return Number(db.prepare('SELECT count FROM transactions').get()?.['count'] ?? 0);
}
