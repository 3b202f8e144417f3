import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CliError } from './errors.ts';

/** The repository. */
export const root = resolve(import.meta.dirname, '..');

/** Where the cloud assembly is: what `npm run synth` writes and `npm run deploy` deploys. */
export const assemblyFolder = join(root, 'cdk.out');

/** What an assembly is made from: when any of it is newer, the assembly is out of date. */
export const sources = ['bin/app.ts', 'lib', 'lambdas', 'state-machines', 'cdk.json', 'package-lock.json'];

/** Makes the assembly when there is none or its sources have changed. `onStart` is called before it takes its seconds. */
export async function ensureAssembly(onStart: () => void): Promise<void> {
  if (isCurrent()) return;
  onStart();
  await synthesize();
}

function isCurrent(): boolean {
  const manifest = join(assemblyFolder, 'manifest.json');
  if (!existsSync(manifest)) return false;
  const made = statSync(manifest).mtimeMs;
  return sources.every((source) => newest(join(root, source)) <= made);
}

/** When a file, or the newest in a folder, was changed last; milliseconds since the epoch. */
function newest(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** Runs the CDK app as the `cdk` command would, without the command: it needs neither credentials nor network. */
async function synthesize(): Promise<void> {
  const { context = {} } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as { context?: object };
  const child = spawn(process.execPath, ['bin/app.ts'], {
    cwd: root,
    env: { ...process.env, CDK_OUTDIR: assemblyFolder, CDK_CONTEXT_JSON: JSON.stringify(context) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((done, fail) => child.once('error', fail).once('close', done));
  if (code !== 0) throw new CliError(`the cloud assembly could not be made:\n${said.trim()}`);
}
