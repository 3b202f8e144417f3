import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRegistryFile } from '../../../lambdas/adapters/registry-file.ts';
import { anAgent } from '../../support/provider-calls.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'registry-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (text: string) => writeFileSync(join(folder, 'registry.json'), text);

it('reads the agents beside a handler', () => {
  write(JSON.stringify([anAgent()]));
  expect(readRegistryFile(folder).list()).toEqual([anAgent()]);
});

it.each([
  ['is missing', undefined, 'cannot be read'],
  ['is no JSON', '[', 'cannot be read'],
  ['is no list', '{}', 'not an array'],
  ['holds no agents', '[1]', 'agents[0]'],
])('says so when the file %s', (_, text, words) => {
  if (text !== undefined) write(text);
  expect(() => readRegistryFile(folder)).toThrow(
    expect.objectContaining({ name: 'CallInvalid', message: expect.stringContaining(words) }),
  );
});
