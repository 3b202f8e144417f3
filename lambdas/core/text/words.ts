/** How many words a text has. */
export function wordCount(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}

/** At most so many words, an ellipsis on the last one when there were more. */
export function cutWords(text: string, limit: number): string {
  const words = text.match(/\S+/g) ?? [];
  if (words.length <= limit) return words.join(' ');
  return limit < 1 ? '' : `${words.slice(0, limit).join(' ')}…`;
}

/** Cuts texts so that they have at most so many words together. None is cut for another that is longer than its equal share. */
export function shareWords(texts: readonly string[], limit: number): string[] {
  const shares = texts.map(() => 0);
  const shortestFirst = texts
    .map((text, index) => ({ index, words: wordCount(text) }))
    .toSorted((a, b) => a.words - b.words);
  let left = limit;
  shortestFirst.forEach(({ index, words }, at) => {
    const share = Math.min(words, Math.floor(left / (texts.length - at)));
    shares[index] = share;
    left -= share;
  });
  return texts.map((text, index) => cutWords(text, shares[index] ?? 0));
}
