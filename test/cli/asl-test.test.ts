import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { baton } from '../support/command-line.ts';
import { INVOKE, machine, pass, task } from '../local/engine/machines.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'asl-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (file: string, value: unknown): void =>
  writeFileSync(join(folder, file), typeof value === 'string' ? value : JSON.stringify(value));

const aCase = (name: string, changes: object = {}) => ({
  name,
  definition: machine({ A: pass({ Output: 1 }) }),
  input: {},
  expected: { status: 'SUCCEEDED', output: 1 },
  ...changes,
});
const wrong = { expected: { status: 'SUCCEEDED', output: 2 } };
const failing = { definition: machine({ A: { Type: 'Fail', Error: 'Broken', Cause: 'inside' } }) };

describe('baton asl test', () => {
  test('prints one JSON object, and nothing else, when all pass', async () => {
    write('b.json', aCase('second'));
    write('a.json', aCase('first', { ...failing, expected: { status: 'FAILED', error: 'Broken', cause: 'inside' } }));
    const { code, stdout, stderr } = await baton('asl', 'test', folder, '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({ total: 2, passed: 2, causesMatched: 1, failed: [] });
  });

  test('says of each failed case what was expected and what came, in order', async () => {
    write('2.json', aCase('two', wrong));
    write('1.json', aCase('one', failing));
    const { code, stdout } = await baton('asl', 'test', join(folder, '2.json'), folder, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      total: 3,
      passed: 0,
      failed: [
        { name: 'two', expected: { status: 'SUCCEEDED', output: 2 }, actual: { status: 'SUCCEEDED', output: 1 } },
        { name: 'one', actual: { status: 'FAILED', error: 'Broken', cause: 'inside' } },
        { name: 'two' },
      ],
    });
  });

  test('fails what cannot be run, by name, and runs the rest', async () => {
    const asking = machine({ Ask: task({ Resource: `${INVOKE}.waitForTaskToken` }) });
    const activity = machine({ A: task({ Resource: 'arn:aws:states:us-east-1:123456789012:activity:work' }) });
    write('1-broken.json', '{"name":');
    write('2-lacking.json', { name: 'lacking', expected: wrong.expected });
    write('3-many.json', [aCase('fine'), 5]);
    write('4-lines.json', `${JSON.stringify(aCase('a line'))}\n\n${JSON.stringify(aCase('another'))}\n`);
    write('5-asking.json', aCase('asking', { definition: asking }));
    write('6-activity.json', aCase('activity', { definition: activity }));
    write('7-circle.json', aCase('circle', { definition: machine({ A: pass({ Next: 'A' }) }) }));
    write('8-deep.json', `{"definition": ${'['.repeat(50_000)}${']'.repeat(50_000)}, "expected": {"status": "x"}}`);
    write('9-empty.json', []);
    mkdirSync(join(folder, 'inner'));
    write('inner/last.json', aCase('last'));
    const { code, stdout } = await baton('asl', 'test', folder, '--json');
    expect(code).toBe(1);
    const { total, passed, failed } = JSON.parse(stdout) as { total: number; passed: number; failed: object[] };
    expect([total, passed]).toEqual([12, 4]);
    expect(failed).toEqual([
      expect.objectContaining({ actual: { status: 'UNREADABLE', cause: expect.stringContaining('1-broken.json') } }),
      expect.objectContaining({
        actual: { status: 'UNREADABLE', cause: expect.stringContaining('has no definition') },
      }),
      expect.objectContaining({ name: expect.stringContaining('3-many.json, case 2') }),
      expect.objectContaining({ name: 'asking', actual: { status: 'RUNNING' } }),
      expect.objectContaining({
        name: 'activity',
        actual: { status: 'REFUSED', error: 'InvalidDefinition', cause: expect.stringContaining('state A: Resource') },
      }),
      expect.objectContaining({ name: 'circle', actual: expect.objectContaining({ error: 'States.Runtime' }) }),
      expect.objectContaining({ name: expect.stringContaining('8-deep.json') }),
      expect.objectContaining({ name: expect.stringContaining('9-empty.json') }),
    ]);
  });

  test('lists the cases for people, with the causes that differ', async () => {
    write('a.json', `\uFEFF${JSON.stringify(aCase('fine'))}`);
    write('b.json', aCase('wrong', wrong));
    write('c.json', aCase('elsewhere', { ...failing, expected: { status: 'FAILED', error: 'Broken', cause: 'out' } }));
    const { code, stdout } = await baton('asl', 'test', folder);
    expect(code).toBe(1);
    expect(stdout.split('\n')).toEqual([
      '✔ fine',
      '✖ wrong',
      '    expected  SUCCEEDED 2',
      '    actual    SUCCEEDED 1',
      '✔ elsewhere, for another cause',
      '    expected  FAILED Broken out',
      '    actual    FAILED Broken inside',
      '2 of 3 passed; 0 of 1 causes are as recorded',
      '',
    ]);
  });

  test.each([
    ['nowhere', /nowhere cannot be read/],
    ['.', /holds no recorded case/],
    ['file.txt/case.json', /case\.json cannot be read: a part of its path is a file, not a folder/],
  ])('refuses %s in a line', async (path, message) => {
    write('file.txt', '');
    const { code, stdout, stderr } = await baton('asl', 'test', join(folder, path), '--json');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
  });
});
