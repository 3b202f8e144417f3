import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { build, type Plugin } from 'esbuild';

export interface FunctionBundleProps {
  /** Name of the bundle and of its folder. */
  readonly name: string;
  /** The module that exports `handler`, an absolute path. */
  readonly entry: string;
  /** The repository: paths in the bundle are relative to it, so that its hash does not depend on where it was cloned. */
  readonly root: string;
  /** Where the bundle's folder is made. */
  readonly outdir: string;
  /**
   * JSON documents to lie beside the entry, by file name.
   * @default none
   */
  readonly data?: Readonly<Record<string, unknown>>;
}

/**
 * Makes what a function runs: `index.mjs`, the chunks that it imports on demand, and its data files. The AWS SDK goes in,
 * so that the pinned version runs and not the runtime's. The same source gives the same bytes.
 *
 * @throws when the source does not build
 */
export async function bundleFunction(props: FunctionBundleProps): Promise<Code> {
  const folder = join(props.outdir, props.name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await build({
    absWorkingDir: props.root,
    entryPoints: { index: props.entry },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // Packages' ES modules first: only they can be shaken.
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    logLevel: 'error',
    plugins: [zodInEnglish, noBrowsers, ownCredentials],
  });
  for (const [file, document] of Object.entries(props.data ?? {})) {
    writeFileSync(join(folder, file), JSON.stringify(document));
  }
  return Code.fromAsset(folder);
}

/**
 * zod carries its messages in some fifty languages, and the model providers import it in a way that keeps them all: a quarter
 * of what an agent loads. Only English is ever used.
 */
const zodInEnglish: Plugin = {
  name: 'zod-in-english',
  setup(build) {
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

/** The SDK asks a developer's profiles and single sign-on for credentials, on demand; a function finds its own in its environment. */
const ownCredentials: Plugin = {
  name: 'own-credentials',
  setup(build) {
    const elsewhere =
      /[\\/]@aws-sdk[\\/](?:credential-provider-(?:ini|sso|process|login|web-identity)|token-providers)[\\/]/;
    build.onLoad({ filter: elsewhere }, () => ({ contents: 'export default {};' }));
  },
};

/** The SDK can tell browsers apart, for when it runs in one: it asks for this package on demand, and never on Lambda. */
const noBrowsers: Plugin = {
  name: 'no-browsers',
  setup(build) {
    build.onLoad({ filter: /[\\/]node_modules[\\/]bowser[\\/]/ }, () => ({ contents: 'export default {};' }));
  },
};
