import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { EngineJournal, ExecutionRecord, HistoryEvent, JournalStep, PositionRecord } from '../types.ts';
import { Mark, readMark } from './mark.ts';
import { checksum, summed } from './checksum.ts';
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
    const event = this.#prepare('INSERT INTO events (seq, id, body, sum) VALUES (?, ?, ?, ?)');
    for (const it of events) event.run(seq, it.id, ...summed(JSON.stringify(it), seq, it.id));
    const save = this.#prepare('INSERT OR REPLACE INTO positions (seq, id, body, sum) VALUES (?, ?, ?, ?)');
    for (const it of saved) save.run(seq, it.id, ...summed(JSON.stringify(it.body), seq, it.id));
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
      const update = this.#prepare('UPDATE executions SET status = ?, body = ?, sum = ? WHERE seq = ?');
      update.run(status, ...summed(body, executionArn, status), known);
      this.#seqs.set(executionArn, known);
      return known;
    }
    const hash = createHash('sha256').update(execution.definition).digest('hex');
    const define = this.#prepare('INSERT OR IGNORE INTO definitions (hash, body, sum) VALUES (?, ?, ?)');
    define.run(hash, ...summed(execution.definition));
    const insert = this.#prepare(
      'INSERT INTO executions (arn, machine, status, definition, input, inputSum, body, sum) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    );
    const written = [...summed(execution.input), ...summed(body, executionArn, status)];
    const seq = Number(insert.run(executionArn, stateMachineArn, status, hash, ...written).lastInsertRowid);
    this.#seqs.set(executionArn, seq);
    return seq;
  }

  execution(arn: string): ExecutionRecord | undefined {
    const row = this.#get(`${SELECT} WHERE e.arn = ?`, arn);
    return row && this.#record(row);
  }

  executions({ stateMachineArn, status, after, limit }: ExecutionsQuery): ExecutionRecord[] {
    const conditions = ['e.machine = ?', ...(status ? ['e.status = ?'] : [])];
    if (after !== undefined) conditions.push('e.seq < (SELECT seq FROM executions WHERE arn = ?)');
    const values = [stateMachineArn, status, after].filter((it) => it !== undefined);
    const sql = `${SELECT} WHERE ${conditions.join(' AND ')} ORDER BY e.seq DESC LIMIT ?`;
    return this.#all(sql, ...values, limit).map((it) => this.#record(it));
  }

  running(): { execution: ExecutionRecord; positions: PositionRecord[] }[] {
    // Only what runs has positions.
    return this.#all(`${SELECT} WHERE e.seq IN (SELECT seq FROM positions) ORDER BY e.seq`).map((row) => {
      const seq = Number(row['seq']);
      const positions = this.#all('SELECT id, body, sum FROM positions WHERE seq = ? ORDER BY id', seq);
      return {
        execution: this.#record(row),
        positions: positions.map((it) => {
          const id = Number(it['id']);
          return { id, body: this.#parse(it, seq, id) as PositionRecord['body'] };
        }),
      };
    });
  }

  history({ executionArn, reverseOrder, after, limit }: HistoryQuery): HistoryEvent[] {
    const seq = Number(this.#get('SELECT seq FROM executions WHERE arn = ?', executionArn)?.['seq'] ?? 0);
    const [compares, order] = reverseOrder ? ['<', 'DESC'] : ['>', 'ASC'];
    const start = after ?? (reverseOrder ? Number.MAX_SAFE_INTEGER : 0);
    const sql = `SELECT id, body, sum FROM events WHERE seq = ? AND id ${compares} ? ORDER BY id ${order} LIMIT ?`;
    return this.#all(sql, seq, start, limit).map((it) => this.#parse(it, seq, Number(it['id'])) as HistoryEvent);
  }

  close(): void {
    if (!this.#db.isOpen) return;
    this.#db.close();
    this.#mark.close();
  }

  #record(row: Row): ExecutionRecord {
    const body = this.#parse(row, String(row['arn']), String(row['status'])) as Omit<
      ExecutionRecord,
      'definition' | 'input'
    >;
    const [input, definition] = [String(row['input']), String(row['definition'])];
    this.#verify(input, Number(row['inputSum']));
    this.#verify(definition, Number(row['definitionSum']));
    return { ...body, input, definition };
  }

  /** The JSON of a row. @throws EngineError JournalCorrupt when it is not what was written under these keys */
  #parse(row: Row, ...keys: readonly (string | number)[]): unknown {
    const body = String(row['body']);
    this.#verify(body, Number(row['sum']), ...keys);
    return JSON.parse(body);
  }

  #verify(text: string, sum: number, ...keys: readonly (string | number)[]): void {
    if (checksum(text, ...keys) !== sum) {
      throw damaged(this.#file, `has an entry that is not as it was written (${text.slice(0, 80)})`);
    }
  }

  #prepare(sql: string): ReturnType<DatabaseSync['prepare']> {
    let statement = this.#statements.get(sql);
    if (!statement) this.#statements.set(sql, (statement = this.#db.prepare(sql)));
    return statement;
  }

  #get(sql: string, ...values: (string | number)[]): Row | undefined {
    return this.#reading(() => this.#prepare(sql).get(...values));
  }

  #all(sql: string, ...values: (string | number)[]): Row[] {
    return this.#reading(() => this.#prepare(sql).all(...values));
  }

  #reading<Read>(read: () => Read): Read {
    try {
      return read();
    } catch (error) {
      throw damaged(this.#file, `cannot be read (${(error as Error).message})`);
    }
  }
}

const SELECT =
  'SELECT e.seq, e.arn, e.status, e.input, e.inputSum, e.body, e.sum, d.body AS definition, d.sum AS definitionSum FROM executions e LEFT JOIN definitions d ON d.hash = e.definition';

type ExecutionsQuery = Parameters<EngineJournal['executions']>[0];
type HistoryQuery = Parameters<EngineJournal['history']>[0];
