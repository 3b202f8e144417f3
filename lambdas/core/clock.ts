/** Milliseconds since the epoch. The core has no clock of its own: whoever calls it passes one. */
export type Clock = () => number;

/** An instant as it is stored and shown: ISO 8601, UTC, milliseconds. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
