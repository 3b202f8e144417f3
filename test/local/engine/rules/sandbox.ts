import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../../..');
const COPIED = ['package.json', 'jest.config.js', 'local', 'test/local/engine'];
/** A change may make the engine go round for ever. */
const KILLED_AFTER_MS = 120_000;

interface Report {
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

/** A copy of the engine and its rules that can be changed. */
export class Sandbox {
  readonly #directory = mkdtempSync(join(tmpdir(), 'mutations-'));

  constructor() {
    for (const it of COPIED) cpSync(join(ROOT, it), join(this.#directory, it), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(this.#directory, 'node_modules'));
  }

  /** Does something while a file of the engine has another text. */
  async with<T>(file: string, change: (source: string) => string, work: () => Promise<T>): Promise<T> {
    const path = join(this.#directory, 'local/engine', file);
    const source = readFileSync(path, 'utf8');
    writeFileSync(path, change(source));
    try {
      return await work();
    } finally {
      writeFileSync(path, source);
    }
  }

  /**
   * Checks the rules of these themes.
   * @returns the names of the cases that failed
   * @throws Error when a suite could not be run, or not to its end
   */
  async failed(themes: readonly string[]): Promise<string[]> {
    const report = join(this.#directory, 'report.json');
    rmSync(report, { force: true });
    const suites = themes.map((it) => `rules/${it}.test.ts$`);
    const jest = ['--experimental-vm-modules', '--no-warnings', join(ROOT, 'node_modules/jest/bin/jest.js')];
    const place = [
      '--rootDir',
      this.#directory,
      '--globalSetup',
      '',
      '--cacheDirectory',
      join(this.#directory, '.cache'),
    ];
    const manner = ['--runInBand', '--testTimeout', '5000', '--json', '--outputFile', report];
    await new Promise((resolve, reject) => {
      const options = { cwd: this.#directory, stdio: 'ignore', timeout: KILLED_AFTER_MS } as const;
      spawn(process.execPath, [...jest, ...place, ...manner, ...suites], options)
        .on('error', reject)
        .on('close', resolve);
    });
    if (!existsSync(report)) throw new Error('the suites did not come to an end');
    const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report;
    const broken = testResults.find((it) => it.assertionResults.length === 0);
    if (broken) throw new Error(broken.message);
    return testResults.flatMap((it) =>
      it.assertionResults.filter((of) => of.status === 'failed').map((of) => of.title),
    );
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
