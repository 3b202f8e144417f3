import { readFileSync } from 'node:fs';
import { readLabelled } from '../../../lambdas/core/routing/evaluation.ts';
import { measureOn } from '../../../lambdas/router/adopt.ts';
import { definitionsFolder, heldOutFile, readDefinitions } from '../../../lambdas/router/definitions.ts';
import { readExamples } from '../../../lambdas/router/examples.ts';
import { trainingFolder } from '../../../lambdas/router/train.ts';
import { shippedModel } from '../../support/routing.ts';

const held = readFileSync(heldOutFile, 'utf8').trim().split('\n').map(readLabelled);

describe('on requests that nothing is learned from, the first tier', () => {
  const { evaluation } = measureOn(held, readDefinitions(definitionsFolder), shippedModel());
  const { lenient, strict, decided, escalations } = evaluation;

  it('is right in nine of ten, and strictly in seventeen of twenty', () => {
    expect(lenient.share).toBeGreaterThanOrEqual(0.9);
    expect(strict.share).toBeGreaterThanOrEqual(0.85);
  });

  it('decides four of five by itself, and of these is right in nineteen of twenty', () => {
    expect(decided.coverage.share).toBeGreaterThanOrEqual(0.8);
    expect(decided.lenient.share).toBeGreaterThanOrEqual(0.95);
  });

  it('escalates little that need not be, and misses little that must', () => {
    expect(escalations.unneeded.share).toBeLessThan(0.05);
    expect(escalations.missed.share).toBeLessThan(0.08);
  });

  it('is right in three of four of every label that has enough of them to say so', () => {
    const weak = Object.entries(evaluation.byLabel).filter(
      ([, { total, lenient }]) => total >= 20 && (lenient.share ?? 0) < 0.75,
    );
    expect(weak).toEqual([]);
  });
});

it('no held-out request stands in the training data', () => {
  const plain = (text: string): string =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  const { sentences, sequences } = readExamples(trainingFolder);
  const learned = new Set([...sentences, ...sequences].map(({ text }) => plain(text)));
  expect(held.filter(({ text }) => learned.has(plain(text)))).toEqual([]);
});
