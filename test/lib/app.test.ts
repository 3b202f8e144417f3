import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { batonApp } from '../../lib/app.ts';
import { readRegistry } from '../../lib/registry.ts';
import { agent, flags, removeFolder, statements, temporaryFolder, writeRepository } from './support.ts';

/** How long synthesizing the whole app may take on a busy machine, milliseconds. */
const patience = 60_000;

const folder = temporaryFolder();
const outdir = join(folder, 'cdk.out');
afterAll(() => removeFolder(folder));

/** The real repository, as `cdk synth` sees it; a finding of the AwsSolutions rules that nobody acknowledged would throw. */
const app = await batonApp({ registry: readRegistry(), outdir, context: flags() });
const assembly = app.synth();
const templates = assembly.stacks.map(
  ({ stackName, template }) => [stackName, Template.fromJSON(template as object)] as const,
);

describe('the app', () => {
  it('is three stacks, in the order of what they need', () => {
    expect(assembly.stacks.map(({ stackName }) => stackName)).toEqual([
      'baton-dev-state',
      'baton-dev-agents',
      'baton-dev-orchestration',
    ]);
  });

  it('ties no stack to another by an export', () => {
    for (const [, template] of templates) {
      expect(JSON.stringify(template.toJSON())).not.toMatch(/Fn::ImportValue|"Export"/);
    }
  });

  it.each(templates)('keeps %s well below the limits', (name, template) => {
    const file = join(outdir, `${name}.template.json`);
    expect(Object.keys((template.toJSON() as { Resources: object }).Resources).length).toBeLessThan(400);
    expect(readFileSync(file).byteLength).toBeLessThan(700_000);
  });

  it.each(templates)('grants no wildcard action in %s', (_name, template) => {
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

describe('the AwsSolutions rules', () => {
  const smallApp = (outdir: string, context: Readonly<Record<string, string>>) => {
    const root = join(folder, outdir);
    writeRepository(root);
    return batonApp({
      registry: [agent()],
      root,
      outdir: join(root, 'cdk.out'),
      context: { ...flags(), ...context },
    });
  };

  it(
    'find nothing in any configuration',
    async () => {
      const context = {
        stage: 'prod',
        issuer: 'https://id.example.com/',
        audience: 'baton',
        modelStrong: 'eu.amazon.nova-pro-v1:0',
      };
      const configured = await smallApp('configured', context);
      expect(configured.synth().stacks).toHaveLength(3);
    },
    patience,
  );

  it(
    'stop the synthesis at a finding that nobody acknowledged',
    async () => {
      const faulty = await smallApp('faulty', {});
      const addBucket = () => new Bucket(faulty.node.findChild('baton-dev-state'), 'Careless');
      addBucket();
      expect(() => faulty.synth()).toThrow(/AwsSolutions-S1/);
    },
    patience,
  );
});
