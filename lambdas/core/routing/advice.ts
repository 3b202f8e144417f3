import * as z from 'zod';
import type { AgentDefinition } from '../agent/definition.ts';
import type { Prompt } from '../agent/prompt.ts';
import type { Registry } from '../agent/registry.ts';
import type { Workflows, WorkflowSummary } from '../planning/workflow.ts';
import { type Usage, usageSchema } from '../task/result.ts';
import type { RouterInput } from './router.ts';

/** What a model may answer, in the order of the design's precedence. */
export const adviceModes = ['clarify', 'escalate', 'workflow', 'sequential', 'single'] as const;
export type AdviceMode = (typeof adviceModes)[number];

/** How much of a request a model reads, characters; the answer quotes no more than that. */
export const requestLimit = 4_000;

/** How many parts a request is taken apart into at most. */
const partsLimit = 8;

/** How much of a model's reason is kept, characters. */
export const reasonLimit = 300;

/** A model's decision about a request: a suggestion, until `settleRoute` has looked at it. */
export const adviceSchema = z.object({
  mode: z.enum(adviceModes),
  /**
   * Whose it is, in order, each with the words of the request that are its part; no words stand for all of them. A workflow stands
   * in the place of an agent, alone.
   */
  parts: z
    .array(z.object({ agent: z.string().max(80), part: z.string().max(requestLimit) }))
    .max(partsLimit)
    .refine((parts) => parts.reduce((sum, { part }) => sum + part.length, 0) <= 2 * requestLimit, {
      message: 'quote more than the request has',
    }),
  reason: z.string().max(4_000),
});
export type Advice = z.infer<typeof adviceSchema>;

const spentSchema = z.object({
  usage: usageSchema,
  /** How long it took. */
  durationMs: z.number().nonnegative(),
});

/** What came of asking a model: its advice, or why there is none. */
export const consultationSchema = z.union([
  spentSchema.extend({ advice: adviceSchema }),
  spentSchema.extend({ failure: z.object({ name: z.string(), message: z.string() }) }),
]);
export type Consultation = z.infer<typeof consultationSchema>;

/** To whom requests may go. */
export interface Addressees {
  /** Those with a routing domain. */
  readonly agents: readonly AgentDefinition[];
  /** Those that can be run on a request's words. */
  readonly workflows: readonly WorkflowSummary[];
}

export interface AddresseePorts {
  readonly registry: Pick<Registry, 'routable'>;
  readonly workflows: Pick<Workflows, 'routable' | 'byName'>;
}

export function addresseesOf({ registry, workflows }: AddresseePorts): Addressees {
  return {
    agents: registry.routable(),
    workflows: workflows.routable().flatMap((name) => workflows.byName(name) ?? []),
  };
}

/** A request that is to be routed, and to whom it may go. */
export interface Routable extends Addressees {
  readonly input: RouterInput;
}

export interface AdviceQuestion {
  readonly prompt: Prompt;
  /** What may be answered: everything else is none of a decision. */
  readonly modes: readonly AdviceMode[];
  /** Ids of agents and names of workflows. */
  readonly addressees: readonly string[];
  /** Goes with the call outside. */
  readonly idempotencyKey: string;
  /** Aborted when it is decided without an answer. */
  readonly signal: AbortSignal;
}

/**
 * A model that is asked once.
 *
 * @throws ModelThrottled, ModelUnavailable, ModelTimeout, ModelRejected, AdviceInvalid (its cause is `{usage}`), CallInvalid where the
 *   configuration of the model is wrong
 */
export interface Adviser {
  advise(question: AdviceQuestion): Promise<{ readonly advice: Advice; readonly usage: Usage }>;
}
