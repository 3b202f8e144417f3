import { isOwnDecision } from '../core/routing/confidence.ts';
import { evaluate, type Evaluation, judge, type Judgement, type LabelledRequest } from '../core/routing/evaluation.ts';
import { createRouter, type RoutingModel } from '../core/routing/router.ts';
import type { Shown } from './held-out.ts';
import { type Addressees, learnClassifiers, prepareAll } from './learn-classifiers.ts';

/** More of a label than these are not tried one by one: each takes seconds. */
const singly = 10;

/** What came of adding requests to the examples. */
export interface Adoption {
  /** These went in. */
  readonly kept: readonly LabelledRequest[];
  /** These would have lowered the accuracy. */
  readonly refused: readonly LabelledRequest[];
  /** These were among the examples already, or twice among these. */
  readonly known: readonly LabelledRequest[];
  /** With these the router is measured: it must not learn them. */
  readonly measured: readonly LabelledRequest[];
  readonly before: Measured;
  readonly after: Measured;
  /** All examples, with what was kept. */
  readonly examples: Shown;
}

/** Decisions about requests that are never shown, and what they add up to. */
export interface Measured {
  readonly judged: readonly Judgement[];
  readonly evaluation: Evaluation;
}

/**
 * Adds requests, labelled as people say they should have been routed, as far as the router is not worse for it on requests that it
 * is never shown: first all of them together, and where that lowers the accuracy, those of one label after another, and at last each alone.
 *
 * @param model what is in use; its confidence and its cutting are kept, only what the classifier learns is tried anew
 */
export function adopt(
  given: readonly LabelledRequest[],
  of: { examples: Shown; held: readonly LabelledRequest[]; addressees: Addressees; model: RoutingModel },
): Adoption {
  const held = new Set(of.held.map(({ text }) => normal(text)));
  const measured = given.filter(({ text }) => held.has(normal(text)));
  const said = new Set([...of.examples.sentences, ...of.examples.sequences].map(({ text }) => normal(text)));
  const [fresh, known]: [LabelledRequest[], LabelledRequest[]] = [[], []];
  for (const one of given.filter((request) => !measured.includes(request))) {
    (said.has(normal(one.text)) ? known : fresh).push(one);
    said.add(normal(one.text));
  }
  const measure = (examples: Shown): Measured => {
    const learned = learnClassifiers(prepareAll([...examples.sentences, ...examples.terms], of.addressees));
    return measureOn(of.held, of.addressees, { ...of.model, ...learned });
  };
  const before = measure(of.examples);
  let state = { examples: of.examples, after: before, kept: [] as LabelledRequest[] };
  const refused: LabelledRequest[] = [];
  const attempt = (some: readonly LabelledRequest[]): boolean => {
    const examples = withRequests(state.examples, some);
    const after = measure(examples);
    if (isWorse(after.evaluation, state.after.evaluation)) return false;
    state = { examples, after, kept: [...state.kept, ...some] };
    return true;
  };
  if (fresh.length > 0 && !attempt(fresh)) {
    for (const some of Map.groupBy(fresh, ({ label }) => label).values()) {
      const alone = some.length === fresh.length || !attempt(some);
      if (alone) refused.push(...some.filter((one) => some.length === 1 || some.length > singly || !attempt([one])));
    }
  }
  return { ...state, known, measured, refused, before };
}

/** How often a router with this model is right. */
export function measureOn(held: readonly LabelledRequest[], addressees: Addressees, model: RoutingModel): Measured {
  const route = createRouter({ ...addressees, model });
  const judged = held.map((request) => {
    const started = performance.now();
    return judge(request, route({ text: request.text, round: 0, answers: [] }), performance.now() - started);
  });
  return { judged, evaluation: evaluate(judged, isOwnDecision) };
}

export const isWorse = (after: Evaluation, before: Evaluation): boolean =>
  after.lenient.count < before.lenient.count ||
  after.strict.count < before.strict.count ||
  after.escalations.missed.count > before.escalations.missed.count;

const withRequests = (examples: Shown, given: readonly LabelledRequest[]): Shown => ({
  ...examples,
  sentences: [
    ...examples.sentences,
    ...given.flatMap(({ text, label, steps }) => (steps.length > 1 ? [] : [{ text, label, weight: 1 }])),
  ],
  sequences: [
    ...examples.sequences,
    ...given.flatMap(({ text, steps }) => (steps.length > 1 ? [{ text, steps }] : [])),
  ],
});

const normal = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
