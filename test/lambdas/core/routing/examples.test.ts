import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readExamples } from '../../../../lambdas/router/examples.ts';
import { trainingFolder } from '../../../../lambdas/router/train.ts';
import { shippedRouter, shortly } from '../../../support/routing.ts';

const checkout = join(import.meta.dirname, '..', '..', '..', '..');

/** A folder of examples in prose, when there is one; the first document says what users ask. */
const folder = process.env['BATON_ROUTING_EXAMPLES'] ?? join(checkout, '..', 'shared', 'seeds');
const name = existsSync(folder) ? readdirSync(folder).find((file) => file.startsWith('000_')) : undefined;
const document = name === undefined ? '' : readFileSync(join(folder, name), 'utf8');

/** A sample of requests, one JSON document a line; it lies beside the recorded executions, when there are any. */
const recorded = process.env['BATON_CONFORMANCE'] ?? join(checkout, '..', 'shared', 'conformance', 'asl');
const sample = join(recorded, '..', 'routing-sample.jsonl');

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

const absent = document === '';

(absent ? describe.skip : describe)(`examples in prose${absent ? ` (none: no document in ${folder})` : ''}`, () => {
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
    const documents = readdirSync(folder)
      .map((file) => plain(readFileSync(join(folder, file), 'utf8')))
      .join(' ');
    const copied = readExamples(trainingFolder).sentences.filter(
      ({ text }) => plain(text).split(' ').length > 4 && documents.includes(` ${plain(text)} `),
    );
    expect(copied).toEqual([]);
  });
});

(existsSync(sample) ? it : it.skip)(
  `no row of a sample stands in the training data${existsSync(sample) ? '' : ` (${sample} is absent)`}`,
  () => {
    const rows = readFileSync(sample, 'utf8')
      .trim()
      .split('\n')
      .map((row) => plain((JSON.parse(row) as { text: string }).text));
    const copied = readExamples(trainingFolder).sentences.filter(({ text }) => rows.includes(plain(text)));
    expect(copied).toEqual([]);
  },
);
