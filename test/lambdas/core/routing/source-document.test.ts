import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readExamples } from '../../../../lambdas/router/examples.ts';
import { trainingFolder } from '../../../../lambdas/router/train.ts';
import { shippedRouter, shortly } from '../../../support/routing.ts';

/** The document that the router was conceived from; it is kept beside the checkout and not everywhere. */
const folder = join(import.meta.dirname, '..', '..', '..', '..', '..', 'shared', 'seeds');
const name = existsSync(folder) ? readdirSync(folder).find((file) => file.startsWith('000_')) : undefined;
const document = name === undefined ? '' : readFileSync(join(folder, name), 'utf8');

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

/** What users say in the document, found by its markup. */
const said = [...document.matchAll(/^(?:user: |\*\*User(?: Request)?:\*\* |\*\*Example: )"([^"]+)"/gm)].map(
  (match) => match[1] ?? '',
);

/** Expected decisions, each for the one sentence that holds all the words of the key. */
const expected: readonly (readonly [string, string])[] = [
  ['Debian 12 VM', 'compute'],
  ['Block SSH', 'network'],
  ['segmentation credential', 'architect'],
  ['daily', 'storage'],
  ['monitoring new', 'compute > monitoring > security'],
  ['LXC', 'compute'],
  ['automated CMDB', 'storage > monitoring'],
  ['comprehensive', 'architect'],
  ['memory usage', 'monitoring'],
  ['Ubuntu', 'compute'],
  ['encrypted', 'storage > monitoring'],
  ['disaster', 'architect'],
  ['email', 'architect'],
];

const present = document === '' ? describe.skip : describe;

present('the examples of the source document', () => {
  const route = shippedRouter();

  it.each(expected)('the one about "%s" is routed to %s', (key, decision) => {
    const matches = said.filter((text) => key.split(' ').every((word) => text.includes(word)));
    expect(matches).toHaveLength(1);
    expect(shortly(route({ text: matches[0] ?? '', round: 0, answers: [] }))).toBe(decision);
  });

  it('are all expected here', () => {
    expect(said).toHaveLength(expected.length);
  });

  it('stand in no training data', () => {
    const seeds = readdirSync(folder)
      .map((file) => plain(readFileSync(join(folder, file), 'utf8')))
      .join(' ');
    const copied = readExamples(trainingFolder).sentences.filter(
      ({ text }) => plain(text).split(' ').length > 4 && seeds.includes(` ${plain(text)} `),
    );
    expect(copied).toEqual([]);
  });
});

const sample = join(folder, '..', 'conformance', 'routing-sample.jsonl');

(existsSync(sample) ? it : it.skip)('no row of the routing sample stands in the training data', () => {
  const rows = readFileSync(sample, 'utf8')
    .trim()
    .split('\n')
    .map((row) => plain((JSON.parse(row) as { text: string }).text));
  const copied = readExamples(trainingFolder).sentences.filter(({ text }) => rows.includes(plain(text)));
  expect(copied).toEqual([]);
});
