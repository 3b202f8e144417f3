import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Cdk } from './cdk.ts';
import { findPython, install, start } from './ministack.ts';
import { prove } from './proof.ts';

/**
 * `npm run test:deploy [-- --endpoint URL]`: the real `cdk` command deploys Baton to an AWS emulator, and a request is done
 * there. Without an endpoint, MiniStack is installed under `.baton/ministack` and started on loopback. Where there is no
 * Python for it, the proof is skipped; in CI (the variable CI is set) a skip fails.
 */
const folder = resolve(import.meta.dirname, '../../.baton/ministack');
const { values } = parseArgs({ options: { endpoint: { type: 'string' } } });
const began = performance.now();
const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

let count = 0;
let current = 'the beginning';
async function step<T>(title: string, work: () => Promise<T> | T): Promise<T> {
  count += 1;
  current = `step ${count} (${title})`;
  const since = performance.now();
  const result = await work();
  console.log(`${String(count).padStart(2)}. ${title} (${seconds(since)})`);
  return result;
}
const show = (text: string) => console.log(text.replace(/^(?=.)/gm, '    '));

/** What has to be ended before this program ends, in whatever way. */
const cleanups: (() => Promise<void> | void)[] = [];
async function cleanUp(): Promise<void> {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    void cleanUp().then(() => process.exit(130));
  });
}

async function emulator() {
  if (values.endpoint !== undefined) return { endpoint: values.endpoint.replace(/\/$/, ''), region: 'us-east-1' };
  const python = findPython();
  if (python === undefined) return undefined;
  const installed = await step('Install MiniStack', () => install(python, folder));
  if (installed.cached) show('it was there already');
  const ministack = await step('Start MiniStack', () => start(installed.python, folder));
  cleanups.push(() => ministack.stop());
  return ministack;
}

async function main(): Promise<number> {
  mkdirSync(folder, { recursive: true });
  rmSync(join(folder, 'cdk.log'), { force: true });
  const target = await emulator();
  if (target === undefined) {
    console.log('skipped: Python 3.10 or newer, with venv, was not found; MiniStack needs it');
    return process.env['CI'] === undefined ? 0 : 1;
  }
  const cdk = new Cdk(target, folder);
  cleanups.push(() => cdk.stop());
  await prove(target, cdk, { step, show });
  console.log(`Done in ${seconds(began)}`);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = 1;
  console.error(error instanceof Error ? error.message : error);
  console.error(`Failed after ${seconds(began)} in ${current}; logs are in ${folder}`);
} finally {
  await cleanUp();
}
