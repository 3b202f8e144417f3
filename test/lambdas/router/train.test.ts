import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentOf, parseRoutingModel, routingModelFile } from '../../../lambdas/adapters/routing-model.ts';
import { signalNames } from '../../../lambdas/core/routing/confidence.ts';
import { nothingLabel, othersLabel } from '../../../lambdas/core/routing/domains.ts';
import { checkTraining } from '../../../lambdas/router/check.ts';
import { definitionsFolder, readDefinitions } from '../../../lambdas/router/definitions.ts';
import { readExamples, readTrainingFiles } from '../../../lambdas/router/examples.ts';
import { digestOf, train, trainingFolder } from '../../../lambdas/router/train.ts';

const text = readFileSync(join(trainingFolder, routingModelFile), 'utf8');
const definitions = readDefinitions(definitionsFolder);
const examples = readExamples(trainingFolder);

describe('the shipped model', () => {
  it('was trained on the training data as it is, in the way it is done', () => {
    expect(JSON.parse(text)).toMatchObject({ trainedOn: digestOf(examples) });
  });

  it('is smaller than 400 KB', () => {
    expect(text.length).toBeLessThan(400 * 1024);
  });

  it('knows all labels of the training data', () => {
    const labels = new Set(examples.sentences.map(({ label }) => label));
    const { infrastructure, teams } = parseRoutingModel(JSON.parse(text));
    const known = [...infrastructure.labels, ...(teams?.labels ?? [])].filter((label) => label !== othersLabel);
    expect(known.toSorted()).toEqual([...labels].sort());
  });
});

describe('training', () => {
  const few = (label: string) => examples.sentences.filter((one) => one.label === label).slice(0, 40);
  const sentences = ['storage-expert', 'network-expert', nothingLabel].flatMap(few);
  const shown = { sentences, terms: [], sequences: examples.sequences.slice(0, 20) };
  const first = train(shown, definitions);

  it('gives the same model for the same examples, byte for byte', () => {
    const again = train(shown, definitions);
    expect(documentOf(again.model, 'x')).toEqual(documentOf(first.model, 'x'));
  });

  it('learns from a handful of sentences what more of the same are about', () => {
    expect(first.heldOut.total).toBe(120 + shown.sequences.length);
    expect(first.heldOut.right / first.heldOut.total).toBeGreaterThan(0.6);
  });

  it('gives a model that a file can hold', () => {
    const { model } = first;
    expect(parseRoutingModel(JSON.parse(JSON.stringify(documentOf(model, 'x'))))).toEqual(model);
    expect(Object.keys(model.confidence)).toEqual([...signalNames]);
  });

  it('of other examples has another digest', () => {
    expect(digestOf({ ...shown, sentences: sentences.slice(1) })).not.toBe(digestOf(shown));
  });

  it.each([
    ['fewer weights than labels ask for', { bits: 16 }],
    ['more weights', { bits: 14 }],
    ['another version', { version: 1 }],
    ['a signal that nobody reads', { confidence: { mood: 1 } }],
  ])('refuses a document with %s', (_, change) => {
    const document = documentOf(first.model, 'x');
    const { infrastructure } = document;
    const changed = 'bits' in change ? { infrastructure: { ...infrastructure, ...change } } : change;
    expect(() => parseRoutingModel({ ...document, ...changed })).toThrow();
  });
});

describe('the training data', () => {
  const remarks = [...definitions.remarks, ...checkTraining(readTrainingFiles(trainingFolder), definitions)];

  it('has no fault', () => {
    expect(remarks.filter(({ severity }) => severity === 'fault')).toEqual([]);
  });

  it('has at least a hundred requests for each label', () => {
    const counts = Map.groupBy(examples.sentences, ({ label }) => label);
    expect([...counts].filter(([, own]) => own.length < 100).map(([label]) => label)).toEqual([]);
  });
});
