const { abs, exp } = Math;

export interface Observation {
  readonly values: readonly number[];
  readonly holds: boolean;
  /** How much it counts; 1 for most. */
  readonly weight: number;
}

/** Pull of every weight towards zero. */
const ridge = 1;
const steps = 15;

/**
 * Weights under which `1 / (1 + e^-(values · weights))` is about how often it holds: logistic regression by Newton's method. The
 * same observations give the same weights.
 */
export function fitLogistic(observations: readonly Observation[]): number[] {
  const size = observations[0]?.values.length ?? 0;
  let weights = new Float64Array(size);
  for (let step = 0; step < steps; step += 1) {
    const slope = weights.map((weight) => ridge * weight);
    const curve = Array.from({ length: size }, (_, row) => new Float64Array(size).fill(0).with(row, ridge));
    for (const { values, holds, weight } of observations) {
      let sum = 0;
      for (let at = 0; at < size; at += 1) sum += (values[at] ?? 0) * (weights[at] ?? 0);
      const chance = 1 / (1 + exp(-sum));
      const error = weight * (chance - (holds ? 1 : 0));
      const spread = weight * chance * (1 - chance);
      for (let row = 0; row < size; row += 1) {
        const value = values[row] ?? 0;
        if (value === 0) continue;
        slope[row] = (slope[row] ?? 0) + error * value;
        const line = curve[row];
        if (line === undefined) continue;
        for (let column = 0; column < size; column += 1) {
          line[column] = (line[column] ?? 0) + spread * value * (values[column] ?? 0);
        }
      }
    }
    const move = solve(curve, slope);
    weights = weights.map((weight, at) => weight - (move[at] ?? 0));
  }
  return [...weights];
}

/** What `matrix` times it is `right`, by elimination; both are used up. The matrix has an inverse: the ridge sees to that. */
function solve(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const size = right.length;
  const at = (row: number, column: number): number => matrix[row]?.[column] ?? 0;
  for (let pivot = 0; pivot < size; pivot += 1) {
    for (let row = 0; row < size; row += 1) {
      if (row === pivot || abs(at(row, pivot)) < 1e-15) continue;
      const factor = at(row, pivot) / at(pivot, pivot);
      const [line, above] = [matrix[row], matrix[pivot]];
      if (line !== undefined && above !== undefined) subtract(line, above, factor);
      right[row] = (right[row] ?? 0) - factor * (right[pivot] ?? 0);
    }
  }
  return right.map((value, row) => value / at(row, row));
}

function subtract(from: Float64Array, row: Float64Array, times: number): void {
  for (let at = 0; at < from.length; at += 1) from[at] = (from[at] ?? 0) - times * (row[at] ?? 0);
}
