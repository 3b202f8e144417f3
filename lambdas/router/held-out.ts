import { type ConfidenceWeights, type Signals, signalNames } from '../core/routing/confidence.ts';
import { nothingLabel } from '../core/routing/domains.ts';
import { type Route, routeLabel } from '../core/routing/route.ts';
import { createExplainer, type RoutingModel } from '../core/routing/router.ts';
import { sideSignals, type SideWeights } from '../core/routing/side.ts';
import { splitSignals, type SplitWeights } from '../core/routing/split.ts';
import { cutOf } from '../core/routing/verdict.ts';
import type { Example } from './learn.ts';
import { type Addressees, learnClassifiers, prepareAll } from './learn-classifiers.ts';
import { fitLogistic, type Observation } from './logistic.ts';
import { randomFrom, shuffled } from './random.ts';

const folds = 5;

/** There are more examples of other teams' work than there will be such requests; how sure the router may be is learned from what is usual. */
const rarity = 0.1;

/** A request that is several pieces of work, for one expert after another. */
export interface Sequence {
  readonly text: string;
  readonly steps: readonly string[];
}

export interface Shown {
  readonly sentences: readonly Example[];
  /** Learned in every fold, and never judged. */
  readonly terms: readonly Example[];
  /** From these only the cutting is learned. */
  readonly sequences: readonly Sequence[];
}

/** What the router decided about a request that it had not been shown. */
export interface HeldOut {
  /** The label, or the steps with ` > ` between them. */
  readonly wanted: string;
  readonly decided: string;
  readonly signals: Signals;
}

interface Fold {
  readonly shown: readonly Example[];
  readonly apart: readonly { readonly text: string; readonly wanted: string; readonly several: boolean }[];
}

/** Before it is learned, nothing is cut, and nothing is sure. */
const untaught = {
  confidence: Object.fromEntries(signalNames.map((name) => [name, 0])) as ConfidenceWeights,
  side: Object.fromEntries(sideSignals.map((name) => [name, 0])) as SideWeights,
  split: Object.fromEntries(splitSignals.map((name) => [name, 0])) as SplitWeights,
};

/** Deals the examples into folds; each fold is judged by what was learned from the others. */
function dealt({ sentences, terms, sequences }: Shown): Fold[] {
  const order = shuffled(sentences.length, randomFrom(7)).flatMap((at) => sentences[at] ?? []);
  return Array.from({ length: folds }, (_, fold) => {
    const mine = (at: number): boolean => at % folds === fold;
    return {
      shown: [...order.filter((_one, at) => !mine(at)), ...terms],
      apart: [
        ...order.flatMap(({ text, label }, at) => (mine(at) ? [{ text, wanted: label, several: false }] : [])),
        ...sequences.flatMap(({ text, steps }, at) =>
          mine(at) ? [{ text, wanted: steps.join(' > '), several: steps.length > 1 }] : [],
        ),
      ],
    };
  });
}

type Weights = Pick<RoutingModel, 'confidence' | 'side' | 'split'>;

/** Learns whose work it is, to cut and to be sure, from what the router does with requests that were held apart. */
export function learnFromHeldOut(examples: Shown, to: Addressees): { seen: HeldOut[] } & Weights {
  const taught = dealt(examples).map(({ shown, apart }) => ({
    apart,
    learned: learnClassifiers(prepareAll(shown, to)),
  }));
  const explaining = (weights: Weights) =>
    taught.map(({ apart, learned }) => ({
      apart,
      explain: createExplainer({ ...to, model: { ...learned, ...weights } }),
    }));

  const own = new Set(to.agents.filter(({ team }) => team === 'infrastructure').map(({ id }) => id)).add(nothingLabel);
  const sides = explaining(untaught).flatMap(({ apart, explain }) =>
    apart.flatMap(({ text, wanted, several }): Observation[] => {
      const { side } = explain({ text, round: 0, answers: [] }).of.scores;
      const values = side === undefined ? [] : sideSignals.map((name) => side[name]);
      return side === undefined || several ? [] : [{ values, holds: !own.has(wanted), weight: 1 }];
    }),
  );
  const side = weightsOf(sideSignals, sides);

  const cuts = explaining({ ...untaught, side }).flatMap(({ apart, explain }) =>
    apart.flatMap(({ text, wanted, several }): Observation[] => {
      const cut = cutOf(explain({ text, round: 0, answers: [] }).of);
      return cut === undefined
        ? []
        : [
            {
              values: splitSignals.map((name) => cut.signals[name]),
              holds: several,
              weight: own.has(wanted) || several ? 1 : rarity,
            },
          ];
    }),
  );
  const split = weightsOf(splitSignals, cuts);

  const seen = explaining({ ...untaught, side, split }).flatMap(({ apart, explain }) =>
    apart.map(({ text, wanted }): HeldOut => {
      const { route, signals } = explain({ text, round: 0, answers: [] });
      return { wanted, decided: decisionOf(route), signals };
    }),
  );
  const decisions = seen.map(({ wanted, decided, signals }) => ({
    values: signalNames.map((name) => signals[name]),
    holds: wanted === decided,
    weight: own.has(wanted) || wanted.includes(' > ') ? 1 : rarity,
  }));
  return { seen, side, split, confidence: weightsOf(signalNames, decisions) };
}

/** A decision as it is wanted: the label, or the steps with ` > ` between them. */
export const decisionOf = (route: Route): string =>
  route.mode === 'sequential' ? route.agents.join(' > ') : routeLabel(route);

function weightsOf<Name extends string>(
  names: readonly Name[],
  observations: readonly Observation[],
): Readonly<Record<Name, number>> {
  const weights = fitLogistic(observations);
  return Object.fromEntries(names.map((name, at) => [name, Number((weights[at] ?? 0).toPrecision(4))])) as Record<
    Name,
    number
  >;
}
