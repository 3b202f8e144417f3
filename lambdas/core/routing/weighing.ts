/** One number per name: signals, or how much each of them weighs. */
export type Weighed<Name extends string> = Readonly<Record<Name, number>>;

/** How likely something is that signals speak for and against, 0 to 1; the weights are learned (logistic regression). */
export function likelihood<Name extends string>(
  names: readonly Name[],
  signals: Weighed<Name>,
  weights: Weighed<Name>,
): number {
  const sum = names.reduce((total, name) => total + signals[name] * weights[name], 0);
  return 1 / (1 + Math.exp(-sum));
}
