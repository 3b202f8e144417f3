import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../../..');

interface Output {
  readonly bytes: number;
  readonly imports: readonly { readonly path: string; readonly kind: string; readonly external?: boolean }[];
  readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>;
  readonly entryPoint?: string;
}

/** Bundles `createProvider` the way functions are bundled; esbuild itself does not run inside of jest. */
function bundle(): ReadonlyMap<string, Output> {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  const metafile = join(folder, 'meta.json');
  try {
    execFileSync(
      join(root, 'node_modules/.bin/esbuild'),
      [
        'lambdas/adapters/models/index.ts',
        '--bundle',
        '--splitting',
        '--minify',
        '--format=esm',
        '--platform=node',
        '--target=node24',
        '--alias:zod/v4=./lambdas/adapters/models/zod-for-sdk.ts',
        '--alias:zod/v4/core=zod/v4/core',
        '--alias:zod/v4/locales=zod/v4/locales',
        '--log-level=error',
        `--outdir=${folder}`,
        `--metafile=${metafile}`,
      ],
      { cwd: root },
    );
    const { outputs } = JSON.parse(readFileSync(metafile, 'utf8')) as { outputs: Record<string, Output> };
    return new Map(Object.entries(outputs));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The files that are loaded with the entry, before any dynamic import. */
function loadedAtOnce(outputs: ReadonlyMap<string, Output>): Output[] {
  const entry = [...outputs].find(([, { entryPoint }]) => entryPoint === 'lambdas/adapters/models/index.ts');
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const { path: next, kind } of outputs.get(path)?.imports ?? []) if (kind === 'import-statement') visit(next);
  };
  visit(entry?.[0] ?? '');
  return [...seen].flatMap((path) => outputs.get(path) ?? []);
}

describe('the bundle of the model providers', () => {
  const outputs = bundle();
  const inputsOf = (files: Iterable<Output>) =>
    [...files].flatMap(({ inputs }) => Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0));

  it('loads no model SDK before one is chosen', () => {
    const paths = inputsOf(loadedAtOnce(outputs)).map(([path]) => path);
    expect(paths.some((path) => path.includes('offline/provider.ts'))).toBe(true);
    expect(paths.filter((path) => /@ai-sdk|node_modules\/ai\//.test(path))).toEqual([]);
  });

  it('carries no translations of error messages', () => {
    const locales = inputsOf(outputs.values()).filter(([path]) => path.includes('zod/v4/locales/'));
    expect(locales.map(([path]) => path.split('/').at(-1))).toEqual(['en.js']);
  });

  it('is at most 600 KB', () => {
    const bytes = [...outputs.values()].reduce((sum, output) => sum + output.bytes, 0);
    expect(bytes).toBeLessThan(600_000);
  });
});
