import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack, Validations } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { batonApp } from '../../lib/app.ts';
import { readRegistry } from '../../lib/registry.ts';
import { agent, flags, readAssembly, removeFolder, statements, temporaryFolder, writeRepository } from './support.ts';

/** The real repository, as `cdk synth` sees it; synthesizing fails where a finding of the AwsSolutions rules is not acknowledged. */
const folder = temporaryFolder();
const outdir = join(folder, 'cdk.out');
const app = batonApp({ registry: readRegistry(), bundles: join(folder, 'bundles'), outdir, context: flags() });
const assembly = app.synth();
const templates = readAssembly(outdir, 'dev');
afterAll(() => removeFolder(folder));

describe('the app', () => {
  it('is three stacks, in the order of what they need', () => {
    expect(assembly.stacks.map(({ stackName }) => stackName)).toEqual([
      'baton-dev-state',
      'baton-dev-agents',
      'baton-dev-orchestration',
    ]);
  });

  it('ties no stack to another by an export', () => {
    for (const template of Object.values(templates) as Template[]) {
      expect(JSON.stringify(template.toJSON())).not.toMatch(/Fn::ImportValue|"Export"/);
    }
  });

  it.each(Object.entries(templates) as [string, Template][])('keeps %s well below the limits', (name, template) => {
    const file = join(outdir, `baton-dev-${name}.template.json`);
    expect(Object.keys((template.toJSON() as { Resources: object }).Resources).length).toBeLessThan(400);
    expect(readFileSync(file).byteLength).toBeLessThan(700_000);
  });

  it.each(Object.entries(templates) as [string, Template][])('grants no wildcard action in %s', (_name, template) => {
    const actions = statements(template).flatMap(({ Action }) => Action);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  it('is tagged as Baton’s, stage and all', () => {
    for (const stack of assembly.stacks) expect(stack.tags).toEqual({ service: 'baton', stage: 'dev' });
  });

  it('acknowledges findings on constructs, never on a stack, each with its reason', () => {
    const acknowledged = app.node
      .findAll()
      .flatMap((construct) =>
        construct.node.metadata
          .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
          .map(({ data }) => ({ construct, reasons: Object.values(data as Record<string, string>) })),
      );
    expect(acknowledged.length).toBeGreaterThan(0);
    for (const { construct, reasons } of acknowledged) {
      expect(Stack.isStack(construct)).toBe(false);
      for (const reason of reasons) expect(reason.length).toBeGreaterThan(20);
    }
  });
});

it('does not synthesize with a finding that nobody acknowledged', () => {
  const root = temporaryFolder();
  try {
    writeRepository(root);
    const faulty = batonApp({
      registry: [agent()],
      root,
      bundles: join(root, 'bundles'),
      outdir: join(root, 'cdk.out'),
    });
    const addBucket = () => new Bucket(faulty.node.findChild('baton-dev-state'), 'Careless');
    addBucket();
    expect(() => faulty.synth()).toThrow(/[Vv]alidation failed/);
  } finally {
    removeFolder(root);
  }
});
