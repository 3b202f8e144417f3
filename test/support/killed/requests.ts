import input from '../../../docs/examples/feature-implementation.json' with { type: 'json' };
import type { Randomness } from '../../../local/engine/index.ts';

/** The kinds of requests that are sent to a Baton that is killed: each goes through other machines. */
export const kinds = ['single', 'plan', 'phases', 'clarification'] as const;
export type Kind = (typeof kinds)[number];

/** What is asked of it. */
export const bodies: Readonly<Record<Kind, object>> = {
  single: { text: 'Create a jail for nginx' },
  plan: { text: 'Create a VM for mail and then back it up every night' },
  phases: { workflow: 'feature-implementation', input, inject: [{ step: 'align-designs', kind: 'error' }] },
  clarification: { text: 'staging' },
};

/** What is answered when it asks back. */
export const clarification = { text: 'Create a jail for nginx' };

/** So many of each kind, in tens of a kind that come in any order. */
export function mixed(random: Randomness, ofEachKind: number): Kind[] {
  return kinds
    .flatMap((kind) => Array.from({ length: ofEachKind / 10 }, () => ({ kind, place: random.number() })))
    .toSorted((a, b) => a.place - b.place)
    .flatMap(({ kind }) => Array.from({ length: 10 }, () => kind));
}

/** When a life ends: at its n-th event, once the journal has it, or at its n-th effect, as the ledger is told of it. */
export interface Point {
  readonly of: 'event' | 'effect';
  readonly at: number;
}

/** Points to kill at, many of them early; to come to all of them takes about as many events, and effects, as there are. */
export function killPoints(random: Randomness, count: number, all: Readonly<Record<Point['of'], number>>): Point[] {
  const weights = Array.from({ length: count }, () => random.number() ** 3);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => {
    const of = random.number() < 0.4 ? 'effect' : 'event';
    return { of, at: Math.ceil((weight / sum) * all[of]) };
  });
}
