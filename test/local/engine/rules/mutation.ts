/** A change to the engine that breaks a rule: the rule's case has to fail then. */
export interface Mutation {
  /** In `local/engine`. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly from: string;
  readonly to: string;
  /** Sentences of the rules that it breaks. */
  readonly rules: readonly [string, ...string[]];
}

export const changed = (file: string, from: string, to: string, ...rules: [string, ...string[]]): Mutation => ({
  file,
  from,
  to,
  rules,
});
