/** The candidate that is nearest to a word, with at most so many letters otherwise; undefined when none is. */
export function nearest(word: string, candidates: Iterable<string>, most: number): string | undefined {
  let best: string | undefined;
  let least = most + 1;
  for (const it of candidates) {
    const distance = edits(word.toLowerCase(), it.toLowerCase());
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

/** How many letters have to be put in, taken out or changed (Levenshtein, 1966). */
function edits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(from).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(to).entries()) {
      const change = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
