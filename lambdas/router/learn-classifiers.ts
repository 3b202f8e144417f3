import type { ClassifierModel } from '../core/routing/classifier.ts';
import { nothingLabel, othersLabel } from '../core/routing/domains.ts';
import type { RouterParts, RoutingModel } from '../core/routing/router.ts';
import { type Example, learn, learnOptions, type LearnOptions, prepare, type Prepared, roundModel } from './learn.ts';

export type Addressees = Omit<RouterParts, 'model'>;

type Classifiers = Pick<RoutingModel, 'infrastructure' | 'teams'>;

/** All examples, as each of the classifiers learns from them. */
export type Curriculum = Readonly<Record<keyof Classifiers, readonly Prepared[]>>;

/** Infrastructure stays what most requests are about; of the other teams there are fewer examples, and they get fewer buckets. */
const options: Readonly<Record<keyof Classifiers, LearnOptions>> = {
  infrastructure: { ...learnOptions, levels: 63 },
  teams: { ...learnOptions, bits: 13, balance: 0.5, levels: 31 },
};

/** For the digest of what a model was trained on. */
export const curriculumOptions = options;

/** What is of another team teaches the first classifier nothing; all that is not, is one label to the second. */
export function prepareAll(examples: readonly Example[], { agents }: Pick<Addressees, 'agents'>): Curriculum {
  const own = new Set(agents.filter(({ team }) => team === 'infrastructure').map(({ id }) => id)).add(nothingLabel);
  const isOwn = ({ label }: Example): boolean => own.has(label);
  return {
    infrastructure: prepare(examples.filter(isOwn), options.infrastructure),
    teams: prepare(examples, options.teams, (label) => (own.has(label) ? othersLabel : label)),
  };
}

/** Learns from all of it. Without examples of other teams there is nothing to tell apart. */
export function learnClassifiers(curriculum: Curriculum): Classifiers {
  const learned = (name: keyof Classifiers): ClassifierModel =>
    roundModel(learn(curriculum[name], options[name]), options[name]);
  const foreign = curriculum.teams.some(({ label }) => label !== othersLabel);
  return { infrastructure: learned('infrastructure'), teams: foreign ? learned('teams') : undefined };
}
