import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly overrides: Readonly<Record<string, string>>;
}

const root = join(import.meta.dirname, '..');
const read = (name: string): unknown => JSON.parse(readFileSync(join(root, name), 'utf8'));

describe('the lock file', () => {
  const { packages } = read('package-lock.json') as { packages: Readonly<Record<string, Locked>> };

  /** Where Node finds a package that the one in `folder` names: beside it, or further up. */
  function placeOf(name: string, folder: string): string | undefined {
    const above = folder
      .split('/node_modules/')
      .map((_, depth, parts) => parts.slice(0, depth + 1).join('/node_modules/'));
    return ['', ...above]
      .map((parent) => (parent === '' ? `node_modules/${name}` : `${parent}/node_modules/${name}`))
      .findLast((place) => place in packages);
  }

  test('has the optional packages of every platform: npm ci refuses one that has lost some', () => {
    const named = Object.entries(packages).flatMap(([folder, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).map((name) => ({ folder, name })),
    );
    expect(named).toContainEqual({ folder: 'node_modules/esbuild', name: '@esbuild/win32-x64' });
    expect(named.filter(({ folder, name }) => placeOf(name, folder) === undefined)).toEqual([]);
  });
});

test('every dependency is pinned exactly', () => {
  const { dependencies, devDependencies, overrides } = read('package.json') as Manifest;
  const exact = /^(?:npm:(?:@[^@]+|[^@]+)@)?\d+\.\d+\.\d+(?:-[\w.]+)?$/;
  const loose = Object.entries({ ...dependencies, ...devDependencies, ...overrides }).filter(
    ([, version]) => !exact.test(version),
  );
  expect(loose).toEqual([]);
});
