import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleFunction } from '../../../lib/constructs/function-bundle.ts';
import { removeFolder, temporaryFolder, writeFiles } from '../support.ts';

const folders: string[] = [];
function repository(): string {
  const root = temporaryFolder();
  folders.push(root);
  writeFiles(root, {
    'lambdas/greet/handler.ts': `
      import { readFileSync } from 'node:fs';
      import { join } from 'node:path';
      export const handler = async (name: string): Promise<string> => {
        const { greet } = await import('./greet.ts');
        const { word } = JSON.parse(readFileSync(join(import.meta.dirname, 'words.json'), 'utf8')) as { word: string };
        return greet(word, name);
      };`,
    'lambdas/greet/greet.ts': 'export const greet = (word: string, name: string) => `${word}, ${name}!`;',
  });
  return root;
}
afterAll(() => folders.forEach(removeFolder));

async function bundle(root: string): Promise<Record<string, string>> {
  await bundleFunction({
    name: 'greet',
    root,
    entry: join(root, 'lambdas/greet/handler.ts'),
    outdir: join(root, 'bundles'),
    data: { 'words.json': { word: 'Hello' } },
  });
  const folder = join(root, 'bundles/greet');
  return Object.fromEntries(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}

describe('bundleFunction', () => {
  const root = repository();
  let files: Record<string, string>;
  beforeAll(async () => {
    files = await bundle(root);
  });

  it('makes a module that runs, with its data beside it', async () => {
    const { handler } = (await import(pathToFileURL(join(root, 'bundles/greet/index.mjs')).href)) as {
      handler: (name: string) => Promise<string>;
    };
    await expect(handler('Ada')).resolves.toBe('Hello, Ada!');
  });

  it('keeps apart what is imported on demand', () => {
    expect(Object.keys(files).filter((file) => file.endsWith('.mjs')).length).toBeGreaterThan(1);
    expect(files['index.mjs']).not.toContain('${');
  });

  it('makes the same bytes of the same source, wherever it lies', async () => {
    await expect(bundle(root)).resolves.toEqual(files);
    await expect(bundle(repository())).resolves.toEqual(files);
  });
});
