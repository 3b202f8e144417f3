/** Requests by the runbook that a person of that field would open for them. */
export type ByRunbook = Readonly<Record<string, readonly string[]>>;

/** What one expert is asked. */
export interface ExpectedRunbooks {
  readonly actions: ByRunbook;
  /** What takes something away, or stops it. */
  readonly removals: ByRunbook;
  readonly questions: ByRunbook;
}
