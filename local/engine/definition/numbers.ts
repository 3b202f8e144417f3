interface Range {
  readonly least: number;
  readonly most?: number;
  readonly fractions?: boolean;
}

const LONGEST_SECONDS = 99_999_999;
/** Seconds that a retry may be late, whether MaxDelaySeconds says so or not: longer than an execution may last. */
export const LONGEST_DELAY = 31_622_400;

/**
 * What the fields that take a number take, whether it is written down or an expression gives it.
 * https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html#task-state-fields,
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-retrying-after-an-error,
 * https://states-language.net/spec.html#map-state
 */
const RANGES = {
  TimeoutSeconds: { least: 1, most: LONGEST_SECONDS },
  HeartbeatSeconds: { least: 1, most: LONGEST_SECONDS },
  Seconds: { least: 0, most: LONGEST_SECONDS },
  MaxConcurrency: { least: 0 },
  ToleratedFailureCount: { least: 0 },
  ToleratedFailurePercentage: { least: 0, most: 100, fractions: true },
  IntervalSeconds: { least: 1, most: LONGEST_SECONDS },
  MaxAttempts: { least: 0, most: LONGEST_SECONDS },
  MaxDelaySeconds: { least: 1, most: LONGEST_DELAY },
  BackoffRate: { least: 1, fractions: true },
} as const satisfies Record<string, Range>;

export type NumberField = keyof typeof RANGES;

export function takesNumber(field: string): field is NumberField {
  return Object.hasOwn(RANGES, field);
}

/** @returns what the field must be, when the value is something else */
export function misfit(field: NumberField, value: unknown): string | undefined {
  const { least, most = Infinity, fractions = false }: Range = RANGES[field];
  const fits = typeof value === 'number' && value >= least && value <= most && (fractions || Number.isInteger(value));
  if (fits) return undefined;
  const bounds = most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`;
  return `must be a ${fractions ? '' : 'whole '}number ${bounds}`;
}
