import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

describe('an engine that is killed', () => {
  let directory = '';

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'engine-'));
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('goes on where it was: every acknowledged execution ends as if nothing had happened, no effect is missing', async () => {
    const ledger = join(directory, 'ledger');
    const acknowledged: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      // At another event each time, so that executions are killed at other states.
      const output = await processUntil([String(round), directory, ledger], 1000 + round * 137);
      acknowledged.push(...output.filter((line) => line !== '-'));
    }
    const report = await processUntil(['finish', directory, ledger]);

    const outcomes = new Map(report.map((it) => [it.slice(0, it.indexOf(' ')), it.slice(it.indexOf(' ') + 1)]));
    const unharmed = 'SUCCEEDED ["one","two","answered","child",1,2,3]';
    expect(acknowledged.length).toBeGreaterThan(50);
    expect(acknowledged.filter((it) => outcomes.get(it) !== unharmed).map((it) => [it, outcomes.get(it)])).toEqual([]);
    const effects = new Set(readFileSync(ledger, 'utf8').split('\n'));
    const expected = ['"one"', '"two"', '"ask"', '1', '2', '3'];
    expect(
      acknowledged.flatMap((name) => expected.map((it) => `${name}:${it}`)).filter((it) => !effects.has(it)),
    ).toEqual([]);
  }, 60_000);
});

/** Runs the process to be killed until it ends, or has printed so many lines and is killed. @returns the lines it printed */
async function processUntil(
  [round = '', directory = '', ledger = '']: string[],
  enough = Number.POSITIVE_INFINITY,
): Promise<string[]> {
  const file = join(process.cwd(), 'test/local/engine/killed-process.ts');
  const child = spawn(process.execPath, ['--no-warnings', file, directory, ledger, round], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    if (text.split('\n').length > enough) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return text.split('\n').slice(0, -1);
}
