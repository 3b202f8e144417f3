import { isBatonError } from '../errors.ts';
import { noUsage, type Usage, usageSchema } from '../task/result.ts';

/** US dollars per million tokens. */
export interface TokenPrice {
  readonly input: number;
  readonly output: number;
}

/** What these tokens cost; 0 where no price is known. */
export function usageOf(inputTokens: number, outputTokens: number, price: TokenPrice | undefined): Usage {
  const costUsd = price === undefined ? 0 : (inputTokens * price.input + outputTokens * price.output) / 1_000_000;
  return { inputTokens, outputTokens, costUsd };
}

export function addUsage(one: Usage, other: Usage): Usage {
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    costUsd: one.costUsd + other.costUsd,
  };
}

/** What was spent on a call that failed all the same: AgentOutputInvalid carries it as its cause, `{usage}`. */
export function usageSpent(error: unknown): Usage {
  if (!isBatonError(error) || typeof error.cause !== 'object' || error.cause === null) return noUsage;
  const usage = usageSchema.safeParse('usage' in error.cause ? error.cause.usage : undefined);
  return usage.success ? usage.data : noUsage;
}
