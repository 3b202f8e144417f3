import { editsBetween } from '../../lambdas/core/text/closest.ts';

/** The candidate that is nearest to a word, with at most so many letters otherwise; undefined when none is. */
export function nearest(word: string, candidates: Iterable<string>, most: number): string | undefined {
  let best: string | undefined;
  let least = most + 1;
  for (const it of candidates) {
    const distance = editsBetween(word.toLowerCase(), it.toLowerCase());
    if (distance >= least || distance >= word.length) continue;
    best = it;
    least = distance;
  }
  return best;
}

/** ` (did you mean …?)` when one of the candidates is near; otherwise nothing. */
export function suggestion(word: string, candidates: Iterable<string>, mark = ''): string {
  const best = nearest(word, candidates, Math.max(2, Math.floor(word.length / 4)));
  return best === undefined ? '' : ` (did you mean ${mark}${best}?)`;
}
