import MiniSearch from 'minisearch';
import type { Example } from './learn.ts';

const neighbours = 5;

/** The plain way to do it, to compare with: every example is a document, and the best five by BM25 vote with their scores. */
export function searchOver(examples: readonly Example[]): (text: string) => string {
  const index = new MiniSearch<{ id: number; text: string; label: string }>({
    fields: ['text'],
    storeFields: ['label'],
  });
  index.addAll(examples.map(({ text, label }, id) => ({ id, text, label })));
  return (text) => {
    const votes = new Map<string, number>();
    for (const { label, score } of index.search(text).slice(0, neighbours) as unknown as Voter[]) {
      votes.set(label, (votes.get(label) ?? 0) + score);
    }
    return [...votes].reduce((best, one) => (one[1] > best[1] ? one : best), ['clarify', 0] as const)[0];
  };
}

/** A document that was found, with the fields that it was stored with. */
interface Voter {
  readonly label: string;
  readonly score: number;
}
