import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { EngineError } from '../errors.ts';
import type { EngineJournal, ExecutionRecord, HistoryEvent, JournalStep, PositionRecord } from '../types.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS definitions (hash TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS executions (
    seq INTEGER PRIMARY KEY, arn TEXT NOT NULL UNIQUE, machine TEXT NOT NULL, status TEXT NOT NULL, definition TEXT NOT NULL, input TEXT NOT NULL, body TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS executions_by_status ON executions (machine, status, seq);
  CREATE INDEX IF NOT EXISTS executions_running ON executions (seq) WHERE status = 'RUNNING';
  CREATE TABLE IF NOT EXISTS events (seq INTEGER NOT NULL, id INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (seq, id)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS positions (seq INTEGER NOT NULL, id INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (seq, id)) WITHOUT ROWID;
`;

type Row = Record<string, SQLOutputValue>;

/**
 * A journal in `<directory>/engine.sqlite`. A killed process loses nothing that was appended; a power cut may lose the last
 * moments, never a part of a step: WAL with `synchronous = NORMAL`, as the local tables beside it do no better.
 * The file is locked for as long as it is open, and by the operating system, so that a killed process leaves no lock behind.
 * @throws EngineError JournalInUse when another process has the directory, JournalCorrupt when the file is no journal
 */
export function sqliteJournal(directory: string): EngineJournal {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'engine.sqlite');
  return new SqliteJournal(open(file));
}

function open(file: string): DatabaseSync {
  try {
    const db = new DatabaseSync(file, { timeout: 0 });
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    db.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT;`);
    return db;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (/locked|busy/i.test(message)) {
      throw new EngineError(
        'JournalInUse',
        `${file} is in use by another process: stop that one, or choose another data directory`,
      );
    }
    throw new EngineError(
      'JournalCorrupt',
      `${file} cannot be opened (${message}): restore it, or move it away to begin anew`,
    );
  }
}

class SqliteJournal implements EngineJournal {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  readonly #seqs = new Map<string, number>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  append(steps: readonly JournalStep[]): void {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      for (const step of steps) this.#write(step);
      this.#db.exec('COMMIT');
    } catch (error) {
      this.#seqs.clear();
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  #write({ execution, events, saved, dropped }: JournalStep): void {
    // Definition and input never change and may be large: they are written once. Undefined leaves them out of the JSON.
    const seq = this.#seq(execution, JSON.stringify({ ...execution, definition: undefined, input: undefined }));
    const event = this.#prepare('INSERT INTO events (seq, id, body) VALUES (?, ?, ?)');
    for (const it of events) event.run(seq, it.id, JSON.stringify(it));
    const save = this.#prepare('INSERT OR REPLACE INTO positions (seq, id, body) VALUES (?, ?, ?)');
    for (const it of saved) save.run(seq, it.id, JSON.stringify(it.body));
    const drop = this.#prepare('DELETE FROM positions WHERE seq = ? AND id = ?');
    for (const id of dropped) drop.run(seq, id);
    if (execution.status !== 'RUNNING') this.#seqs.delete(execution.executionArn);
  }

  /** Writes the execution's own row. @returns its number */
  #seq(execution: ExecutionRecord, body: string): number {
    const { executionArn, stateMachineArn, status } = execution;
    const known =
      this.#seqs.get(executionArn) ??
      Number(this.#get('SELECT seq FROM executions WHERE arn = ?', executionArn)?.['seq'] ?? 0);
    if (known) {
      this.#prepare('UPDATE executions SET status = ?, body = ? WHERE seq = ?').run(status, body, known);
      this.#seqs.set(executionArn, known);
      return known;
    }
    const hash = createHash('sha256').update(execution.definition).digest('hex');
    this.#prepare('INSERT OR IGNORE INTO definitions (hash, body) VALUES (?, ?)').run(hash, execution.definition);
    const insert = this.#prepare(
      'INSERT INTO executions (arn, machine, status, definition, input, body) VALUES (?, ?, ?, ?, ?, ?)',
    );
    const seq = Number(insert.run(executionArn, stateMachineArn, status, hash, execution.input, body).lastInsertRowid);
    this.#seqs.set(executionArn, seq);
    return seq;
  }

  execution(arn: string): ExecutionRecord | undefined {
    const row = this.#get(`${SELECT} WHERE e.arn = ?`, arn);
    return row && toRecord(row);
  }

  executions({
    stateMachineArn,
    status,
    offset,
    limit,
  }: Parameters<EngineJournal['executions']>[0]): ExecutionRecord[] {
    const where = status ? 'e.machine = ? AND e.status = ?' : 'e.machine = ?';
    const values = status ? [stateMachineArn, status] : [stateMachineArn];
    return this.#all(`${SELECT} WHERE ${where} ORDER BY e.seq DESC LIMIT ? OFFSET ?`, ...values, limit, offset).map(
      toRecord,
    );
  }

  running(): { execution: ExecutionRecord; positions: PositionRecord[] }[] {
    return this.#all(`${SELECT} WHERE e.status = 'RUNNING' ORDER BY e.seq`).map((row) => ({
      execution: toRecord(row),
      positions: this.#all('SELECT id, body FROM positions WHERE seq = ? ORDER BY id', Number(row['seq'])).map(
        (it) => ({
          id: Number(it['id']),
          body: JSON.parse(String(it['body'])) as PositionRecord['body'],
        }),
      ),
    }));
  }

  history({ executionArn, reverseOrder, offset, limit }: Parameters<EngineJournal['history']>[0]): HistoryEvent[] {
    const order = reverseOrder ? 'DESC' : 'ASC';
    const sql = `SELECT v.body FROM events v JOIN executions e ON e.seq = v.seq WHERE e.arn = ? ORDER BY v.id ${order} LIMIT ? OFFSET ?`;
    return this.#all(sql, executionArn, limit, offset).map((it) => JSON.parse(String(it['body'])) as HistoryEvent);
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }

  #prepare(sql: string): ReturnType<DatabaseSync['prepare']> {
    let statement = this.#statements.get(sql);
    if (!statement) this.#statements.set(sql, (statement = this.#db.prepare(sql)));
    return statement;
  }

  #get(sql: string, ...values: (string | number)[]): Row | undefined {
    return this.#prepare(sql).get(...values);
  }

  #all(sql: string, ...values: (string | number)[]): Row[] {
    return this.#prepare(sql).all(...values);
  }
}

const SELECT =
  'SELECT e.seq, e.input, e.body, d.body AS definition FROM executions e JOIN definitions d ON d.hash = e.definition';

function toRecord(row: Row): ExecutionRecord {
  const body = JSON.parse(String(row['body'])) as Omit<ExecutionRecord, 'definition' | 'input'>;
  return { ...body, input: String(row['input']), definition: String(row['definition']) };
}
