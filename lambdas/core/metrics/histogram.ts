import type { Counters } from './ports.ts';

/** Upper bounds, milliseconds: 1, 2, 5, 10 … to some eleven days; the last bucket holds what is longer as well. */
const bounds = Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power))
  .flat()
  .slice(0, 28);

const bucketNames = bounds.map((bound) => `under${bound}`);

/** The counter of the bucket that a duration falls into. */
export function bucketOf(ms: number): string {
  const at = bounds.findIndex((bound) => ms < bound);
  return bucketNames[at < 0 ? bounds.length - 1 : at] ?? '';
}

/** The bound, milliseconds, under which a share of what was counted lies; null where nothing was. */
export function percentile(counters: Counters, share: number): number | null {
  const counts = bucketNames.map((name) => counters[name] ?? 0);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total <= 0) return null;
  let seen = 0;
  const at = counts.findIndex((count) => (seen += count) >= share * total);
  return bounds[at] ?? null;
}
