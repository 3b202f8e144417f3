import type { AgentDefinition } from '../core/agent/definition.ts';
import { type Signals, signalNames } from '../core/routing/confidence.ts';
import { routeLabel } from '../core/routing/route.ts';
import { createExplainer } from '../core/routing/router.ts';
import { learn, type Example, learnOptions, type LearnOptions, roundModel } from './learn.ts';
import { randomFrom, shuffled } from './random.ts';

const folds = 5;

/** What the router decided about a sentence that it had not been shown. */
export interface HeldOut {
  readonly label: string;
  readonly decided: string;
  readonly signals: Signals;
}

/** Confidence does not change what is decided; before it is learned, any will do. */
export const noConfidence = Object.fromEntries(signalNames.map((name) => [name, 0])) as Signals;

export interface Shown {
  readonly sentences: readonly Example[];
  /** Learned in every fold, and never judged. */
  readonly terms: readonly Example[];
}

/** Deals the sentences into folds; each fold is judged by what was learned from the others. */
export function* dealt({ sentences, terms }: Shown): Generator<{ shown: Example[]; apart: Example[] }> {
  const order = shuffled(sentences.length, randomFrom(7)).flatMap((at) => sentences[at] ?? []);
  for (let fold = 0; fold < folds; fold += 1) {
    yield {
      shown: [...order.filter((_, place) => place % folds !== fold), ...terms],
      apart: order.filter((_, place) => place % folds === fold),
    };
  }
}

/** Every sentence, held apart once, and decided by the whole router. */
export function judgeHeldOut(
  examples: Shown,
  of: { agents: readonly AgentDefinition[]; workflows: readonly string[] },
  options: LearnOptions = learnOptions,
): HeldOut[] {
  return [...dealt(examples)].flatMap(({ shown, apart }) => {
    const model = { ...roundModel(learn(shown, options), options.bits), confidence: noConfidence };
    const explain = createExplainer({ ...of, model });
    return apart.map(({ text, label }) => {
      const { route, signals } = explain({ text, round: 0, answers: [] });
      return { label, decided: route.mode === 'sequential' ? 'sequential' : routeLabel(route), signals };
    });
  });
}
