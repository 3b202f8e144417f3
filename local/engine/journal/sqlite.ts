import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { EngineJournal, ExecutionRecord, HistoryEvent, JournalStep, PositionRecord } from '../types.ts';
import { Mark, readMark } from './mark.ts';
import { damaged, openJournal, transactionsIn } from './open.ts';

type Row = Record<string, SQLOutputValue>;

/**
 * A journal in `<directory>/engine.sqlite`. What was appended is flushed to the disk before anything depends on it: neither a
 * killed process nor a power cut loses it, or leaves a part of a step. Beside it, `engine.mark` tells whether that came true.
 * The file is locked for as long as it is open, and by the operating system, so that a killed process leaves no lock behind.
 * @throws EngineError JournalInUse when another process has the directory, JournalCorrupt when what is there is not sound
 */
export function sqliteJournal(directory: string): EngineJournal {
  const file = join(directory, 'engine.sqlite');
  const mark = join(directory, 'engine.mark');
  return new SqliteJournal(file, openJournal(file, readMark(mark)), new Mark(mark));
}

class SqliteJournal implements EngineJournal {
  readonly #file: string;
  readonly #db: DatabaseSync;
  readonly #mark: Mark;
  #transactions: number;
  readonly #statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  readonly #seqs = new Map<string, number>();

  constructor(file: string, db: DatabaseSync, mark: Mark) {
    this.#file = file;
    this.#db = db;
    this.#mark = mark;
    this.#transactions = transactionsIn(db);
    mark.set(this.#transactions);
  }

  append(steps: readonly JournalStep[]): void {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      for (const step of steps) this.#write(step);
      this.#prepare('UPDATE transactions SET count = ?').run(this.#transactions + 1);
      this.#db.exec('COMMIT');
    } catch (error) {
      this.#seqs.clear();
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
    this.#transactions += 1;
    this.#mark.set(this.#transactions);
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
    return row && this.#record(row);
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
      (it) => this.#record(it),
    );
  }

  running(): { execution: ExecutionRecord; positions: PositionRecord[] }[] {
    // Only what runs has positions.
    return this.#all(`${SELECT} WHERE e.seq IN (SELECT seq FROM positions) ORDER BY e.seq`).map((row) => ({
      execution: this.#record(row),
      positions: this.#all('SELECT id, body FROM positions WHERE seq = ? ORDER BY id', Number(row['seq'])).map(
        (it) => ({ id: Number(it['id']), body: this.#parse(it) as PositionRecord['body'] }),
      ),
    }));
  }

  history({ executionArn, reverseOrder, offset, limit }: Parameters<EngineJournal['history']>[0]): HistoryEvent[] {
    const order = reverseOrder ? 'DESC' : 'ASC';
    const sql = `SELECT v.body FROM events v JOIN executions e ON e.seq = v.seq WHERE e.arn = ? ORDER BY v.id ${order} LIMIT ? OFFSET ?`;
    return this.#all(sql, executionArn, limit, offset).map((it) => this.#parse(it) as HistoryEvent);
  }

  close(): void {
    if (!this.#db.isOpen) return;
    this.#db.close();
    this.#mark.close();
  }

  #record(row: Row): ExecutionRecord {
    const body = this.#parse(row) as Omit<ExecutionRecord, 'definition' | 'input'>;
    return { ...body, input: String(row['input']), definition: String(row['definition']) };
  }

  /** The JSON of a row. @throws EngineError JournalCorrupt when it is none */
  #parse(row: Row): unknown {
    const body = String(row['body']);
    try {
      return JSON.parse(body);
    } catch {
      throw damaged(this.#file, `has an entry that is no JSON (${body.slice(0, 80)})`);
    }
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
