import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../local/engine/index.ts';
import { baton, type Ended } from '../support/command-line.ts';
import { INVOKE, machine, pass, task } from '../local/engine/machines.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'asl-run-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(definition: unknown, ...more: string[]): Promise<Ended> {
  writeFileSync(join(folder, 'machine.json'), JSON.stringify(definition));
  return baton('asl', 'run', '--definition', join(folder, 'machine.json'), ...more);
}

function file(name: string, value: unknown): string {
  writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
  return join(folder, name);
}

const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 30 }];
const asking: JsonObject = machine({
  Work: task({ Retry, Arguments: '{% $states.input %}', Next: 'Sleep' }),
  Sleep: { Type: 'Wait', Seconds: 7200, Next: 'Ask' },
  Ask: task({ Resource: `${INVOKE}.waitForTaskToken` }),
});
const work = [
  { state: 'Work', error: 'Busy' },
  { state: 'Work', output: 'done' },
];

describe('baton asl run', () => {
  test('shows the way of a machine in virtual time, and its end', async () => {
    const mocks = file('mocks.json', [...work, { state: 'Ask', output: { approved: true } }]);
    const { code, stdout } = await run(asking, '--mocks', mocks, '--input', file('input.json', { n: 1 }));
    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^ +0\.0 s {2}Work +Task +succeeded after 30\.0 s, attempt 2$/),
      expect.stringMatching(/^ +30\.0 s {2}Sleep +Wait +succeeded after 2:00:00$/),
      expect.stringMatching(/^ +2:00:30 {2}Ask +Task +succeeded$/),
      '',
      'SUCCEEDED after 2:00:30',
      '  {',
      '    "approved": true',
      '  }',
      '',
    ]);
  });

  test('says where a machine waits for what never comes', async () => {
    const { code, stdout } = await run(asking, '--mocks', file('mocks.json', work));
    expect(code).toBe(1);
    expect(stdout).toMatch(/Ask +Task +waits/);
    expect(stdout).toContain('RUNNING after 2:00:30: nothing is left to happen');
  });

  test('prints one JSON document', async () => {
    const failing = machine({ A: pass({ Next: 'B' }), B: { Type: 'Fail', Error: 'Broken', Cause: 'inside' } });
    const { code, stdout } = await run(failing, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      status: 'FAILED',
      error: 'Broken',
      cause: 'inside',
      seconds: 0,
      path: ['A', 'B'],
      states: [
        { state: 'A', type: 'Pass', within: [], attempts: 0, outcome: 'succeeded', from: 0, to: 0 },
        { state: 'B', type: 'Fail', within: [], attempts: 0, outcome: 'failed', error: 'Broken', from: 0, to: 0 },
      ],
    });
  });

  test('reads files that begin with a byte order mark', async () => {
    const { code, stdout } = await run(machine({ A: pass() }), '--input', file('input.json', '\uFEFF{"n":1}'));
    expect(code).toBe(0);
    expect(stdout).toContain('"n": 1');
  });

  test('asks for the answers of tasks, whatever the machine catches', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Done' }];
    const { code, stdout } = await run(machine({ Work: task({ Catch, Next: 'Done' }), Done: pass() }));
    expect(code).toBe(1);
    expect(stdout).toContain(`the state Work calls ${INVOKE}: say with --mocks <file> what it answers`);
  });

  test.each<[string, () => Promise<Ended>, RegExp]>([
    [
      'a machine that the engine does not run',
      () => run(machine({ A: { Type: 'Nap' } })),
      /cannot be loaded\n.*state A/,
    ],
    [
      'mocks that are none',
      () => run(asking, '--mocks', file('mocks.json', { Work: 1 })),
      /mocks\.json: mocks are a JSON/,
    ],
    [
      'a mock with a member that there is not',
      () => run(asking, '--mocks', file('mocks.json', [{ state: 'Work', outptu: 1 }])),
      /mocks\.json: mocks\[0\], for the state Work: there is no member outptu, only state, event, input, output/,
    ],
    [
      'an input that is nested too deeply',
      () => run(asking, '--input', file('input.json', `${'['.repeat(50_000)}${']'.repeat(50_000)}`)),
      /the input .*input\.json cannot be read: it is nested too deeply/,
    ],
    [
      'an input under a file',
      () => run(asking, '--input', join(file('input.json', {}), 'more.json')),
      /more\.json cannot be read: a part of its path is a file, not a folder/,
    ],
    ['a folder', () => run(asking, '--input', folder), /the input .* cannot be read: it is a folder, not a file/],
    [
      'an input that is missing',
      () => run(asking, '--input', '/nowhere.json'),
      /the input \/nowhere\.json cannot be read/,
    ],
  ])('refuses %s in words', async (_, refused, message) => {
    const { code, stdout, stderr } = await refused();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
