import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from '../../../cli/assembly.ts';

const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const blocks = (language: string): string[] =>
  [...read('docs/testing.md').matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, it = '']) => it);

/** Runs a line as it stands. */
function shell(line: string): Promise<{ code: number; stdout: string }> {
  const PATH = [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
  const env = { ...process.env, NODE_OPTIONS: '', PATH };
  return new Promise((resolve) => {
    execFile('bash', ['-euo', 'pipefail', '-c', line], { cwd: root, env }, (error, stdout) =>
      resolve({ code: Number(error?.code ?? 0), stdout }),
    );
  });
}

test('the example of the guide is a test of this suite', () => {
  expect(blocks('ts')).toEqual([read('test/local/testing/book-trip.test.ts')]);
});

test('the commands of the guide do what it says', async () => {
  const [check = '', run = ''] = blocks('bash');
  expect(await shell(check)).toEqual({ code: 0, stdout: '1 machine checked\n' });
  expect(await shell(run)).toEqual({ code: 1, stdout: blocks('text')[0] });
});
