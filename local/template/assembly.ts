import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Outputs?: Readonly<
    Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: unknown } }>
  >;
}

export interface StackTemplate {
  readonly stackName: string;
  readonly template: Template;
}

/** What `cdk synth` made: the stacks in the order they are deployed, and where the files of their assets are. */
export interface Assembly {
  readonly stacks: readonly StackTemplate[];
  /** The folder of the asset that a template names by its key in the bucket: `<hash>.zip`. */
  assetFolder(s3Key: string): string;
}

interface Manifest {
  readonly artifacts: Readonly<
    Record<
      string,
      {
        readonly type: string;
        readonly dependencies?: readonly string[];
        readonly properties?: { readonly templateFile?: string; readonly file?: string; readonly stackName?: string };
      }
    >
  >;
}

interface AssetFile {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly source: { readonly path: string };
        readonly destinations: Readonly<Record<string, { objectKey: string }>>;
      }
    >
  >;
}

/**
 * Reads a cloud assembly (https://docs.aws.amazon.com/cdk/v2/guide/deploy.html#deploy-how-synth-assemblies).
 *
 * @throws Error when the folder holds none
 */
export function readAssembly(folder: string): Assembly {
  const manifest = readJson(join(folder, 'manifest.json')) as Manifest;
  const artifacts = Object.entries(manifest.artifacts);
  const assets = new Map<string, string>();
  for (const [, { type, properties }] of artifacts) {
    if (type !== 'cdk:asset-manifest' || properties?.file === undefined) continue;
    for (const { source, destinations } of Object.values(
      (readJson(join(folder, properties.file)) as AssetFile).files,
    )) {
      for (const { objectKey } of Object.values(destinations)) assets.set(objectKey, join(folder, source.path));
    }
  }
  const stacks = artifacts.filter(([, { type }]) => type === 'aws:cloudformation:stack');
  return {
    stacks: inOrder(stacks).map(([id, { properties }]) => ({
      stackName: properties?.stackName ?? id,
      template: readJson(join(folder, properties?.templateFile ?? `${id}.template.json`)) as Template,
    })),
    assetFolder(s3Key) {
      const path = assets.get(s3Key);
      if (path === undefined) throw new Error(`the assembly ${folder} holds no asset ${s3Key}: synthesize it again`);
      return path;
    },
  };
}

type Entry = [string, Manifest['artifacts'][string]];

/** A stack comes after those it depends on. */
function inOrder(entries: Entry[]): Entry[] {
  const byId = new Map(entries);
  const ordered = new Map<string, Manifest['artifacts'][string]>();
  const visit = (id: string): void => {
    const artifact = byId.get(id);
    if (artifact === undefined || ordered.has(id)) return;
    artifact.dependencies?.forEach(visit);
    ordered.set(id, artifact);
  };
  entries.forEach(([id]) => visit(id));
  return [...ordered];
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Error(`cannot read ${path} of the cloud assembly: run "npm run synth"`, { cause });
  }
}
