import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { root } from '../../cli/assembly.ts';
import { runBaton, type RunningBaton } from '../support/running.ts';

/** The README's shell blocks that talk to the API, in order. */
function apiBlocks(): string[] {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  return [...readme.matchAll(/```bash\n(.*?)```/gs)]
    .map(([, block = '']) => block)
    .filter((block) => block.includes('curl'));
}

describe('the README', () => {
  let data: string;
  let baton: RunningBaton;

  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), 'baton-readme-'));
    baton = await runBaton({ data });
  });
  afterAll(async () => {
    await baton.runtime.close();
    rmSync(data, { recursive: true, force: true });
  });

  /** Runs shell lines as they stand, but for the port, and answers what they print. */
  async function shell(script: string): Promise<string> {
    const child = spawn(
      'bash',
      ['-euo', 'pipefail', '-c', script.replaceAll('localhost:3000', new URL(baton.runtime.url).host)],
      {
        cwd: root,
        env: {
          ...process.env,
          NODE_OPTIONS: '',
          BATON_DATA: data,
          PATH: [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter),
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    expect(code).toBe(0);
    return output;
  }

  test('has curl lines that work word for word', async () => {
    const blocks = apiBlocks();
    expect(blocks).toHaveLength(2);
    const answers = (await shell(blocks.join('\n')))
      .split(/(?<=\})(?=\{)/)
      .map((answer) => JSON.parse(answer) as Record<string, unknown>);
    expect(answers).toMatchObject([
      { status: 'HEALTHY' },
      { status: 'succeeded', route: { agents: ['compute-expert'] } },
      { tasks: [{ taskId: 't1' }, { taskId: 't1-review-0' }] },
      { deliverableId: 't1-1-1', kind: 'runbook' },
      { status: 'waiting' },
      { status: 'running' },
      { status: 'succeeded' },
    ]);
  });
});
