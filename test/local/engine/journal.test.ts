import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { memoryJournal, sqliteJournal, type EngineJournal } from '../../../local/engine/index.ts';
import { Disk } from './disk.ts';
import { machine, pass, task } from './machines.ts';

describe('a journal on disk', () => {
  let disk: Disk;

  beforeEach(() => {
    disk = new Disk();
  });

  afterEach(() => disk.remove());

  it('is refused to a second process, by name', async () => {
    const engine = disk.open(machine({ A: pass() }));

    expect(() => sqliteJournal(disk.directory)).toThrow(/engine\.sqlite is in use by another process/);
    await engine.close();
    sqliteJournal(disk.directory).close();
  });

  it('that is no journal is reported by name', () => {
    writeFileSync(join(disk.directory, 'engine.sqlite'), 'not a database, not a database, not a database');

    expect(() => sqliteJournal(disk.directory)).toThrow(/engine\.sqlite cannot be opened .*restore it/);
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
});
