import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClassifier } from '../../../lambdas/core/routing/classifier.ts';
import { readText } from '../../../lambdas/core/routing/text.ts';
import { checkTraining } from '../../../lambdas/router/check.ts';
import { definitionsFolder, readDefinitions } from '../../../lambdas/router/definitions.ts';
import { readTrainingFiles } from '../../../lambdas/router/examples.ts';
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
  it('has no fault', () => {
    const { agents, remarks } = readDefinitions(definitionsFolder);
    const all = [...remarks, ...checkTraining(readTrainingFiles(trainingFolder), agents)];
    expect(all.filter(({ severity }) => severity === 'fault')).toEqual([]);
  });
});
