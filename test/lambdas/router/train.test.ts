import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClassifier } from '../../../lambdas/core/routing/classifier.ts';
import { readText } from '../../../lambdas/core/routing/text.ts';
import { readExamples } from '../../../lambdas/router/examples.ts';
import { train, trainingFolder } from '../../../lambdas/router/train.ts';
import { shippedModel } from '../../support/routing.ts';

const file = join(trainingFolder, 'model.json');

describe('the shipped classifier', () => {
  const { model, heldOut } = train(trainingFolder);

  it('is what the training data gives', () => {
    expect(model).toEqual(shippedModel());
  });

  it('is small, and loads', () => {
    const text = readFileSync(file, 'utf8');
    expect(text.length).toBeLessThan(400 * 1024);
    expect(createClassifier(JSON.parse(text))(readText('warm')).scores.size).toBe(model.labels.length);
  });

  it('is right in four of five sentences that it was not shown', () => {
    expect(heldOut.right / heldOut.total).toBeGreaterThan(0.83);
  });
});

describe('the training data', () => {
  const { sentences } = readExamples(trainingFolder);

  it('has at least a hundred sentences for each label', () => {
    const counts = new Map<string, number>();
    for (const { label } of sentences) counts.set(label, (counts.get(label) ?? 0) + 1);
    expect(Math.min(...counts.values())).toBeGreaterThanOrEqual(100);
  });

  it('gives no sentence to two labels', () => {
    const labels = new Map<string, Set<string>>();
    for (const { text, label } of sentences) {
      labels.set(text.toLowerCase(), (labels.get(text.toLowerCase()) ?? new Set()).add(label));
    }
    expect([...labels].filter(([, found]) => found.size > 1)).toEqual([]);
  });
});
