import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../../..');

interface Output {
  readonly imports: readonly { readonly path: string; readonly kind: string }[];
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

it('loads no model SDK before a provider that needs one is chosen', () => {
  const paths = loadedAtOnce(bundle()).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  expect(paths.some((path) => path.includes('offline/provider.ts'))).toBe(true);
  expect(paths.filter((path) => /@ai-sdk|node_modules\/ai\//.test(path))).toEqual([]);
});
