import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { emulatorEnvironment, type Emulator } from './aws.ts';

/** What is installed, pinned. MiniStack verifies the signature of a token only where `cryptography` is there. */
const packages = ['ministack==1.5.33', 'cryptography==50.0.2'] as const;

const pythons = ['python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3', 'python'] as const;

/** The command of a Python that is new enough for MiniStack and can make virtual environments. */
export function findPython(): string | undefined {
  const probe = 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))';
  return pythons.find((python) => spawnSync(python, ['-c', probe], { stdio: 'ignore' }).status === 0);
}

/**
 * Installs MiniStack into a virtual environment of its own, unless just this was installed there before.
 *
 * @returns the environment's Python
 */
export function install(python: string, folder: string): { readonly python: string; readonly cached: boolean } {
  const environment = join(folder, 'venv');
  const own = join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const done = join(environment, `installed-${packages.join('-')}`);
  if (existsSync(done)) return { python: own, cached: true };
  rmSync(environment, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  run(python, ['-m', 'venv', environment]);
  run(own, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]);
  writeFileSync(done, '');
  return { python: own, cached: false };
}

function run(command: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status === 0) return;
  throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? stderr.trim()}`);
}

export interface MiniStack extends Emulator {
  /** Ends it; what it held is gone. */
  stop(): Promise<void>;
}

/** Starts MiniStack on a free loopback port and waits until it answers. */
export async function start(python: string, folder: string): Promise<MiniStack> {
  const port = await freePort();
  const temporary = join(folder, 'tmp');
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  // Functions are started from here by a script in CommonJS, and the repository's own package.json says otherwise.
  writeFileSync(join(temporary, 'package.json'), '{ "type": "commonjs" }');
  const log = join(folder, 'ministack.log');
  const output = openSync(log, 'w');
  const child = spawn(python, ['-m', 'ministack'], {
    stdio: ['ignore', output, output],
    // A group of its own, so that the functions' processes end with it.
    detached: true,
    env: {
      ...emulatorEnvironment(),
      NODE_OPTIONS: '',
      // Policies are evaluated: a function that lacks a grant fails here as it would on AWS.
      AUTH: 'true',
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      // Becomes a part of the API's own name, where an address would make no valid one.
      MINISTACK_HOST: 'localhost',
      LAMBDA_EXECUTOR: 'local',
      // These listen on ports of their own.
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      TMPDIR: temporary,
      S3_DATA_DIR: join(temporary, 's3'),
    },
  });
  const stop = () => end(child);
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    await untilHealthy(endpoint, child, log);
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint, region: 'us-east-1', stop };
}

async function untilHealthy(endpoint: string, child: ChildProcess, log: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline && child.exitCode === null) {
    const answered = await fetch(`${endpoint}/_ministack/health`).then(
      (response) => response.ok,
      () => false,
    );
    if (answered) return;
    await pause(100);
  }
  throw new Error(`MiniStack did not start; its log is ${log}`);
}

async function end(child: ChildProcess): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });
  signalGroup(child, 'SIGTERM');
  await Promise.race([ended, pause(3000)]);
  signalGroup(child, 'SIGKILL');
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // It has ended already.
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('the system gave no port'));
      });
    });
  });
}
