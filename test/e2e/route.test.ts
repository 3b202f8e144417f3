import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { baton } from '../support/command-line.ts';

describe('the command line, about routing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'baton-route-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('route --batch prints a decision a line, in order', async () => {
    const file = join(folder, 'batch.jsonl');
    const lines = ['Create a jail for nginx', 'staging', 'Create a VM for mail and then back it up every night'];
    writeFileSync(file, lines.map((text, index) => JSON.stringify({ id: `l${index}`, text })).join('\n'));
    const { code, stdout, stderr } = await baton('route', '--batch', file);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const decisions = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(Object.keys(decisions[0])).toEqual([
      'id',
      'mode',
      'label',
      'steps',
      'intent',
      'complexity',
      'confidence',
      'decidedBy',
      'reasons',
      'sure',
    ]);
    expect(decisions).toMatchObject([
      { id: 'l0', mode: 'single', label: 'compute-expert', steps: [] },
      { id: 'l1', mode: 'clarify', label: 'clarify', steps: [] },
      { id: 'l2', mode: 'sequential', label: 'compute-expert', steps: ['compute-expert', 'storage-expert'] },
    ]);
  });

  test('route --batch names the line that is none', async () => {
    const file = join(folder, 'bad.jsonl');
    writeFileSync(file, '{"id":"a","text":"Create a jail"}\n{"id":"b"}\n');
    const { code, stderr } = await baton('route', '--batch', file);
    expect(code).toBe(1);
    expect(stderr).toContain('bad.jsonl:2');
  });

  test('route --explain shows what a decision rests on', async () => {
    const { stdout } = await baton('route', '--explain', 'the Grafana container needs 4 GB');
    for (const part of [
      /^goes to\s+compute-expert$/m,
      /^the very thing\s+container, gb$/m,
      /^compute-expert\s+0\.\d+/m,
    ]) {
      expect(stdout).toMatch(part);
    }
    const { stdout: json } = await baton('route', '--explain', '--json', 'launch the spring campaign');
    expect(JSON.parse(json)).toMatchObject({ route: { workflow: 'marketing-campaign' }, team: 'workflow', sure: true });
  });

  test('route --eval compares a file of labelled requests with what is decided', async () => {
    const file = join(folder, 'labelled.jsonl');
    const rows = [
      { text: 'Create a jail for nginx', label: 'compute-expert' },
      { text: 'Create a jail for mail', label: 'storage-expert', accept: ['compute-expert'] },
      { text: 'staging', label: 'clarify' },
      { text: 'Open port 443 in the firewall', label: 'compute-expert' },
    ];
    writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'));
    const { stdout } = await baton('route', '--eval', file);
    expect(stdout).toMatch(/^4 requests: 50\.0 % right strictly, 75\.0 % leniently$/m);
    expect(stdout).toMatch(/^compute-expert\s+network-expert\s+1$/m);
    expect(JSON.parse((await baton('route', '--eval', file, '--json')).stdout)).toMatchObject({
      byLabel: { clarify: { lenient: { share: 1 } } },
      escalations: { unneeded: { count: 0 } },
    });
    writeFileSync(file, '{"text": "a", "label": "b"}\n{"text": "c"}\n');
    expect(await baton('route', '--eval', file)).toMatchObject({ code: 1, stderr: expect.stringContaining(':2: ') });
  });
});
