import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  memoryJournal,
  seededRandomness,
  sqliteJournal,
  type Clock,
  type Engine,
  type EngineJournal,
} from '../../../local/engine/index.ts';
import { Disk } from './disk.ts';
import { machine, pass, task } from './machines.ts';

const definition = machine({ A: pass() });

describe('a journal on disk', () => {
  let disk: Disk;

  beforeEach(() => {
    disk = new Disk();
  });

  afterEach(() => disk.remove());

  /** Runs some executions to their end, then leaves the files as a killed process would. */
  async function killed(executions: number): Promise<{ log: string; arns: string[] }> {
    const live = new Disk();
    const engine = live.open(definition);
    const arns: string[] = [];
    for (let i = 0; i < executions; i += 1) arns.push(await run(engine, `x${i}`));
    cpSync(live.directory, disk.directory, { recursive: true });
    await engine.close();
    live.remove();
    return { log: join(disk.directory, 'engine.sqlite-wal'), arns };
  }

  it('is refused to a second process, by name', async () => {
    const engine = disk.open(definition);
    const source = `import { sqliteJournal } from ${JSON.stringify(join(process.cwd(), 'local/engine/index.ts'))};
      sqliteJournal(${JSON.stringify(disk.directory)});`;

    const { stderr, status } = spawnSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', source]);

    expect(status).toBe(1);
    expect(stderr.toString()).toMatch(/JournalInUse: .*engine\.sqlite is in use by another process: stop that one/);
    expect(await run(engine, 'still-alive')).toContain('still-alive');
    await engine.close();
    sqliteJournal(disk.directory).close();
  });

  it('that is no journal is reported by name', () => {
    writeFileSync(join(disk.directory, 'engine.sqlite'), 'not a database, not a database, not a database');

    expect(() => sqliteJournal(disk.directory)).toThrow(/engine\.sqlite cannot be opened .*: restore the folder/);
  });

  it('goes on after what a killed process had begun to write, with all that was acknowledged', async () => {
    const { log, arns } = await killed(5);
    appendFileSync(log, Buffer.alloc(2_000, 7));

    const engine = disk.open(definition);

    expect(arns.map((it) => engine.describeExecution(it).status)).toEqual(arns.map(() => 'SUCCEEDED'));
    await engine.close();
  });

  it('that is torn is reported by name and left as it is', async () => {
    const { log } = await killed(5);
    truncateSync(log, readFileSync(log).length - 6_000);
    const torn = readFileSync(log);

    expect(() => sqliteJournal(disk.directory)).toThrow(/engine\.sqlite is torn: it ends after \d of \d+ acknowledged/);
    expect(readFileSync(log).equals(torn)).toBe(true);
  });

  it('in which a byte has changed is reported by name and left as it is', async () => {
    const { log } = await killed(5);
    const bytes = readFileSync(log);
    const middle = bytes.length >> 1;
    bytes.writeUInt8(bytes.readUInt8(middle) ^ 0xff, middle);
    writeFileSync(log, bytes);

    expect(() => sqliteJournal(disk.directory)).toThrow(/engine\.sqlite is torn/);
    expect(readFileSync(log).equals(bytes)).toBe(true);
  });

  it('that is damaged after it was closed is reported by name', async () => {
    const engine = disk.open(definition);
    for (let i = 0; i < 20; i += 1) await run(engine, `x${i}`);
    await engine.close();
    const file = join(disk.directory, 'engine.sqlite');
    const bytes = readFileSync(file);
    bytes.fill(0xff, bytes.length >> 1, (bytes.length >> 1) + 4096);
    writeFileSync(file, bytes);

    expect(() => sqliteJournal(disk.directory)).toThrow(/engine\.sqlite (is damaged|cannot be opened)/);
  });

  it('in which one bit has changed is as it was, or reported by name', async () => {
    const sleep = machine({ Sleep: { Type: 'Wait', Seconds: 3600, End: true } });
    const stopped: Clock = { now: () => 0, setTimer: () => ({ cancel() {} }) };
    const engine = disk.open(sleep, { clock: stopped });
    for (let i = 0; i < 20; i += 1) await engine.startExecution({ stateMachineArn: Disk.machineArn, name: `x${i}` });
    await engine.close();
    const file = join(disk.directory, 'engine.sqlite');
    const whole = readFileSync(file);
    const kept = contentsOf(disk.directory);
    const random = seededRandomness(1);
    const outcomes = { same: 0, reported: 0, unnoticed: [] as number[] };

    for (let flip = 0; flip < 400; flip += 1) {
      const bit = Math.floor(random.number() * whole.length * 8);
      const bytes = Buffer.from(whole);
      bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      writeFileSync(file, bytes);
      try {
        if (contentsOf(disk.directory) === kept) outcomes.same += 1;
        else outcomes.unnoticed.push(bit);
      } catch (error) {
        expect(error).toMatchObject({ name: 'JournalCorrupt' });
        outcomes.reported += 1;
      }
    }

    expect(outcomes.unnoticed).toEqual([]);
    expect(outcomes.reported).toBeGreaterThan(50);
  });

  it('of another version is refused, and left as it is', () => {
    sqliteJournal(disk.directory).close();
    const db = new DatabaseSync(join(disk.directory, 'engine.sqlite'));
    db.exec('PRAGMA user_version = 7');
    db.close();

    expect(() => sqliteJournal(disk.directory)).toThrow(/engine\.sqlite is of version 7, and this is version 1/);
  });

  it('that is gone is missed', async () => {
    const engine = disk.open(definition);
    await run(engine, 'x');
    await engine.close();
    renameSync(join(disk.directory, 'engine.sqlite'), join(disk.directory, 'elsewhere'));

    expect(() => sqliteJournal(disk.directory)).toThrow(/engine\.sqlite is gone, though \d+ transactions/);
  });

  it('that cannot be written refuses the start, and nothing is called', async () => {
    const calls: unknown[] = [];
    const full: EngineJournal = {
      ...memoryJournal(),
      append() {
        throw new Error('database or disk is full');
      },
    };
    const engine = disk.open(machine({ A: task() }), { journal: full, handler: (args) => calls.push(args) });

    await expect(disk.begin(engine)).rejects.toThrow(/the journal cannot be written \(database or disk is full\)/);
    expect(calls).toEqual([]);
  });

  it('that fails later fails whoever waits for the end', async () => {
    const journal = memoryJournal();
    const { promise: called, resolve } = Promise.withResolvers<void>();
    const { promise: answer, resolve: respond } = Promise.withResolvers<null>();
    const engine = disk.open(machine({ A: task() }), {
      journal,
      handler: () => {
        resolve();
        return answer;
      },
    });
    const ended = engine.waitForExecution(await disk.begin(engine));
    await called;
    journal.append = () => {
      throw new Error('database or disk is full');
    };
    respond(null);

    await expect(ended).rejects.toThrow(/the journal cannot be written/);
  });

  it('on a disk that fills up refuses what it cannot keep, and keeps what it acknowledged', async () => {
    // A process whose files may not grow beyond so many blocks of 1,024 bytes meets the same error as on a full disk.
    const script = join(process.cwd(), 'test/local/engine/full-disk.ts');
    const command = `trap '' XFSZ; ulimit -f 600; exec "${process.execPath}" --no-warnings "${script}" "${disk.directory}"`;

    const { stdout } = spawnSync('bash', ['-c', command]);

    const lines = stdout.toString().trim().split('\n');
    expect(lines.at(-1)).toMatch(/^refused: the journal cannot be written \(.+\): free space/);
    const acknowledged = lines.slice(0, -1);
    expect(acknowledged.length).toBeGreaterThan(10);
    const engine = disk.open(definition);
    const kept = engine.listExecutions({ stateMachineArn: Disk.machineArn, maxResults: 1000 }).items;
    expect(kept.map((it) => `${it.name} ${it.status}`).toReversed()).toEqual(
      acknowledged.map((it) => `${it} SUCCEEDED`),
    );
    for (const { executionArn } of kept) {
      expect(engine.getExecutionHistory({ executionArn }).items.at(-1)?.type).toBe('ExecutionSucceeded');
    }
    await engine.close();
  });
});

/** @returns the ARN of an execution that has ended */
async function run(engine: Engine, name: string): Promise<string> {
  const { executionArn } = await engine.startExecution({ stateMachineArn: Disk.machineArn, name });
  await engine.waitForExecution(executionArn);
  return executionArn;
}

/** All that a journal holds, as text. */
function contentsOf(directory: string): string {
  const journal = sqliteJournal(directory);
  try {
    const running = journal.running();
    const listed = journal.executions({ stateMachineArn: Disk.machineArn, limit: 100 });
    const histories = running.map(({ execution: { executionArn } }) =>
      journal.history({ executionArn, reverseOrder: false, limit: 100 }),
    );
    return JSON.stringify([running, listed, histories]);
  } finally {
    journal.close();
  }
}
