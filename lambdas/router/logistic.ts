const { exp } = Math;

export interface Observation {
  readonly values: readonly number[];
  readonly holds: boolean;
}

/** Pull of every weight towards zero. */
const ridge = 1e-3;

/**
 * Weights under which `1 / (1 + e^-(values · weights))` is about how often it holds: logistic regression by plain descent over all
 * observations, each step the same for the same observations.
 */
export function fitLogistic(observations: readonly Observation[], steps = 3_000, rate = 1): number[] {
  const size = observations[0]?.values.length ?? 0;
  let weights = Array.from({ length: size }, () => 0);
  for (let step = 0; step < steps; step += 1) {
    const slope = weights.map((weight) => ridge * weight);
    for (const { values, holds } of observations) {
      const sum = values.reduce((total, value, at) => total + value * (weights[at] ?? 0), 0);
      const error = (1 / (1 + exp(-sum)) - (holds ? 1 : 0)) / observations.length;
      for (let at = 0; at < size; at += 1) slope[at] = (slope[at] ?? 0) + error * (values[at] ?? 0);
    }
    weights = weights.map((weight, at) => weight - rate * (slope[at] ?? 0));
  }
  return weights;
}
