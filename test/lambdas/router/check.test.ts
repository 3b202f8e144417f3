import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkTraining, fewSentences } from '../../../lambdas/router/check.ts';
import { isRead, readTrainingFiles } from '../../../lambdas/router/examples.ts';
import { main } from '../../../lambdas/router/train.ts';
import { anAgent } from '../../support/provider-calls.ts';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'baton-training-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const said = (of: string, count = fewSentences): string =>
  Array.from({ length: count }, (_, at) => `  ${of} number ${'abcdefghijklmnopqrstuvwxyz'[at % 26] ?? ''}${at}`).join(
    '\n',
  );
const training = (label: string, examples = said(label)): string => `label: ${label}\nexamples: |\n${examples}\n`;

const routed = (id: string, domain?: string) =>
  anAgent({ id, routing: { ...(domain === undefined ? {} : { domain }), keywords: [], routine: [] } });
const agents = [routed('paint-expert', 'paint'), routed('glass-expert', 'glass'), routed('clerk')];
const fine = { 'paint-expert.yaml': training('paint-expert'), 'glass-expert.yaml': training('glass-expert') };

const remarksOn = (files: Record<string, string>, of = agents) =>
  checkTraining(readTrainingFiles(folderWith(files)), { agents: of, workflows: ['repaint'] }).map(
    ({ severity, about, message }) => `${severity} ${about}: ${message}`,
  );

describe('training data', () => {
  it('that is fine is not remarked on', () => {
    const more = { 'clarify.yaml': training('clarify'), 'workflows/repaint.yaml': training('repaint') };
    expect(remarksOn({ ...fine, ...more })).toEqual([]);
  });

  it.each([
    [
      'an unknown label',
      { 'p.yaml': training('pant-expert') },
      /^fault p\.yaml: .*"pant-expert".*closest.*"paint-expert"/,
    ],
    ['an agent without a domain', { 'clerk.yaml': training('clerk') }, /^fault clerk\.yaml: .*no routing\.domain/],
    ['a missing label', { 'x.yaml': 'examples: hello' }, /^fault x\.yaml: label: /],
    ['another shape', { 'x.yaml': 'label: paint-expert\nexamples: [a, b]\nwords: 3' }, /^fault x\.yaml: examples: /],
    ['what is no YAML', { 'x.yaml': 'label: "paint' }, /^fault x\.yaml: is not YAML/],
    ['an empty file', { 'x.yaml': '' }, /^fault x\.yaml: /],
    [
      'a sentence of two labels',
      { 'x.yaml': training('clarify', `${said('clarify')}\n  Paint-Expert  number a0`) },
      /^fault .*x\.yaml: "paint-expert number a0" is an example of .* and of /,
    ],
    ['few sentences', { 'x.yaml': training('clarify', said('clarify', 3)) }, /^warning x\.yaml: has 3 examples/],
  ])('with %s is reported under its file', (_, files, expected) => {
    expect(remarksOn({ ...fine, ...files }).join('\n')).toMatch(new RegExp(expected.source, 'm'));
  });

  it('is reported with all faults at once', () => {
    expect(remarksOn({ ...fine, 'a.yaml': '', 'b.yaml': 'label: 3', 'c.yaml': training('nobody') })).toHaveLength(3);
  });

  it('warns of an agent that is routed by its keywords alone', () => {
    expect(remarksOn(fine, [...agents, routed('wood-expert', 'wood')])).toEqual([
      expect.stringMatching(/^warning wood-expert: .*keywords alone/),
    ]);
  });

  it('is no use when two agents share a domain', () => {
    expect(remarksOn(fine, [...agents, routed('clarity-expert', 'glass')])).toContainEqual(
      expect.stringMatching(/^fault glass-expert, clarity-expert: share the routing\.domain "glass"/),
    );
  });
});

describe('the command', () => {
  const definition = (id: string, domain: string) =>
    [
      `id: ${id}`,
      'team: infrastructure',
      'title: An expert',
      'description: Does it',
      'capabilities: [it]',
      `routing: { domain: ${domain} }`,
      'model: standard',
      'prompt: Do it.',
    ].join('\n');
  function definitions(files: Record<string, string> = {}): string {
    const folder = folderWith({});
    mkdirSync(join(folder, 'infrastructure'));
    const all = {
      'paint-expert.yaml': definition('paint-expert', 'paint'),
      'glass-expert.yaml': definition('glass-expert', 'glass'),
      ...files,
    };
    for (const [name, text] of Object.entries(all)) writeFileSync(join(folder, 'infrastructure', name), text);
    return folder;
  }

  it('prints accuracy by label, first without a before, then with one', () => {
    const folder = folderWith(fine);
    const first = main([], folder, definitions());
    expect(first.code).toBe(0);
    expect(first.text).toMatch(/^label +examples +before +after +held apart\n/);
    expect(first.text).toMatch(/^paint-expert +30 +– +\d+\.\d % +\d+\.\d %$/m);
    const second = main([], folder, definitions());
    expect(second.text).toMatch(/^all +60 +\d+\.\d % +\d+\.\d % +\d+\.\d %$/m);
  });

  it('writes nothing when anything is wrong, in the examples or in the agents', () => {
    const folder = folderWith({ ...fine, 'x.yaml': 'label: 3' });
    const { text, code } = main([], folder, definitions({ 'bad.yaml': 'id: bad' }));
    expect(code).toBe(1);
    expect(text).toMatch(/^fault {2}x\.yaml: label: /m);
    expect(text).toMatch(/^fault {2}infrastructure\/bad\.yaml: prompt: /m);
    expect(readdirSync(folder)).not.toContain('model.json');
  });

  it('shows how it is used', () => {
    expect(main(['--help'])).toEqual({ text: expect.stringContaining('npm run train'), code: 0 });
    expect(main(['now']).code).toBe(2);
  });
});

it('reads kinds and terms of a file', () => {
  const [file] = readTrainingFiles(
    folderWith({ 'a.yaml': 'label: a\nkinds:\n  one: |\n    first\n    second\n  two: third\nterms: x, y' }),
  );
  if (file === undefined || !isRead(file)) throw new Error('it was not read');
  expect(file.sentences.map(({ text }) => text)).toEqual(['first', 'second', 'third']);
  expect(file.terms.map(({ text }) => text)).toEqual(['x', 'y']);
});

it('finds nothing to mend in what is shipped', () => {
  const shipped = join(import.meta.dirname, '../../../lambdas/router/training');
  expect(readTrainingFiles(shipped).filter((file) => !isRead(file))).toEqual([]);
  expect(readFileSync(join(shipped, 'model.json'), 'utf8')).not.toBe('');
});
