import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { compile } from '../../cli/compile.ts';
import { type WorkflowFolders, workflowFolders } from '../../cli/workflows.ts';
import { aPhase, aStep, aWorkflowFile } from '../support/workflows.ts';

let folders: WorkflowFolders;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'workflows-'));
  folders = {
    workflows: join(folder, 'workflows'),
    compiled: join(folder, 'compiled'),
    agents: join(folder, 'agents'),
  };
  mkdirSync(join(folders.agents, 'delivery'), { recursive: true });
  mkdirSync(folders.workflows);
  writeFileSync(join(folders.agents, 'delivery/api-agent.yaml'), '');
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, changes: Record<string, unknown> = {}, step: Record<string, unknown> = {}): void {
  const phases = [aPhase('sequential', 'Make', [aStep('a', step)])];
  writeFileSync(join(folders.workflows, `${name}.yaml`), stringify(aWorkflowFile(phases, { name, ...changes })));
}

describe('baton compile', () => {
  test('finds the machines of this repository to be what their workflows say', () => {
    expect(compile(workflowFolders, true)).toMatch(/workflows? checked$/);
  });

  test('writes a machine for each workflow, and only what has changed', () => {
    write('one');
    write('two');
    expect(compile(folders, false)).toMatch(
      /^2 workflows compiled, .*one\.asl\.json written, .*two\.asl\.json written$/,
    );
    expect(readdirSync(folders.compiled)).toEqual(['one.asl.json', 'two.asl.json']);
    write('two', { timeBox: 90 });
    expect(compile(folders, false)).toMatch(/^2 workflows compiled, [^ ]*two\.asl\.json written$/);
    expect(compile(folders, true)).toBe('2 workflows checked');
  });

  test('with --check, names what is not compiled or out of date, and writes nothing', () => {
    write('one');
    expect(() => compile(folders, true)).toThrow(/one\.asl\.json: is out of date; run baton compile/);
    compile(folders, false);
    const before = readFileSync(join(folders.compiled, 'one.asl.json'), 'utf8');
    write('one', { timeBox: 90 });
    expect(() => compile(folders, true)).toThrow(/one\.asl\.json: is out of date/);
    expect(readFileSync(join(folders.compiled, 'one.asl.json'), 'utf8')).toBe(before);
  });

  test('names all faults of all files, and writes nothing', () => {
    write('one', {}, { agent: 'nobody' });
    write('two');
    write('three', { name: 'other' });
    writeFileSync(join(folders.workflows, 'four.yaml'), 'name: [');
    let message = '';
    try {
      compile(folders, false);
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain('one.yaml: Make / a: agent: "nobody" is not registered; there are: api-agent');
    expect(message).toContain('three.yaml: name: is "other", unlike the file');
    expect(message).toContain('four.yaml: is not YAML');
    expect(readdirSync(folder)).not.toContain('compiled');
  });

  test('names a machine whose workflow is gone', () => {
    write('one');
    compile(folders, false);
    rmSync(join(folders.workflows, 'one.yaml'));
    expect(() => compile(folders, true)).toThrow(/one\.asl\.json: no workflow has this name; delete it/);
  });
});
