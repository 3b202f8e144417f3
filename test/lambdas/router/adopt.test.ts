import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LabelledRequest, labelledRequestSchema } from '../../../lambdas/core/routing/evaluation.ts';
import { adopt } from '../../../lambdas/router/adopt.ts';
import { definitionsFolder, readDefinitions } from '../../../lambdas/router/definitions.ts';
import { addExamples, readExamples } from '../../../lambdas/router/examples.ts';
import { train, trainingFolder } from '../../../lambdas/router/train.ts';

const addressees = readDefinitions(definitionsFolder);
const all = readExamples(trainingFolder);
const few = (label: string, from: number, to: number) =>
  all.sentences.filter((one) => one.label === label).slice(from, to);
const labels = ['storage-expert', 'network-expert', 'clarify'];
const examples = { sentences: labels.flatMap((label) => few(label, 0, 50)), terms: [], sequences: [] };
const { model } = train(examples, addressees);
const asRequest = ({ text, label }: { text: string; label: string }): LabelledRequest =>
  labelledRequestSchema.parse({ text, label });
const held = labels.flatMap((label) => few(label, 50, 80)).map(asRequest);
const of = { examples, held, addressees, model };

describe('labelled requests', () => {
  it('are taken where the router is not worse for them, and what is known is told apart', () => {
    const more = labels.flatMap((label) => few(label, 80, 120)).map(asRequest);
    const [known] = examples.sentences.map(asRequest);
    const outcome = adopt([...more, ...(known === undefined ? [] : [known])], of);
    expect(outcome.known).toEqual([known]);
    expect(outcome.kept.length).toBeGreaterThan(0);
    expect(outcome.kept.length + outcome.refused.length).toBe(more.length);
    expect(outcome.examples.sentences).toHaveLength(150 + outcome.kept.length);
    const [before, after] = [outcome.before.evaluation, outcome.after.evaluation];
    expect(after.lenient.count).toBeGreaterThanOrEqual(before.lenient.count);
  });

  it('are refused where it is', () => {
    const storage = few('storage-expert', 80, 400).map(({ text }) => asRequest({ text, label: 'clarify' }));
    const outcome = adopt(storage, of);
    expect(outcome).toMatchObject({ kept: [], refused: storage });
    expect(outcome.examples).toBe(examples);
    expect(outcome.after).toEqual(outcome.before);
  });

  it('that the router is measured with are not learned', () => {
    const [first, ...rest] = held;
    const shouted = first && { ...first, text: `${first.text.toUpperCase()}!` };
    const given = shouted === undefined ? [] : [shouted];
    expect(adopt(given, of)).toMatchObject({ measured: given, kept: [], refused: [] });
    expect(rest.length).toBeGreaterThan(0);
  });

  it('that are none change nothing', () => {
    expect(adopt([], of)).toMatchObject({ kept: [], refused: [], known: [] });
  });
});

describe('what is kept', () => {
  const folder = mkdtempSync(join(tmpdir(), 'baton-learned-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('stands in the training folder afterwards, each in one line, sequences apart', () => {
    writeFileSync(join(folder, 'sequences.yaml'), '');
    const sequence = { steps: ['storage-expert', 'network-expert'] };
    addExamples(folder, [
      asRequest({ text: 'grow the pool:\n"now"', label: 'storage-expert' }),
      labelledRequestSchema.parse({ text: 'grow it, then open "443"', label: 'storage-expert', ...sequence }),
    ]);
    addExamples(folder, [asRequest({ text: 'another pool', label: 'storage-expert' })]);
    const read = readExamples(folder);
    expect(read.sentences.map(({ text, label }) => [label, text])).toEqual([
      ['storage-expert', 'grow the pool: "now"'],
      ['storage-expert', 'another pool'],
    ]);
    expect(read.sequences).toEqual([{ text: 'grow it, then open "443"', ...sequence }]);
    expect(readFileSync(join(folder, 'learned', 'storage-expert.yaml'), 'utf8')).toContain('# Learned from feedback.');
  });
});
