import * as z from 'zod';
import { plannedSchema } from './planned.ts';

/** How long all facts of a result may be as JSON, bytes: they go through the state machine. */
const factsLimit = 1_500;

/** Small values that gates and conditions may use. */
export const factsSchema = z
  .record(z.string().max(40), z.union([z.string().max(200), z.number(), z.boolean(), z.null()]))
  .refine((facts) => new TextEncoder().encode(JSON.stringify(facts)).length <= factsLimit, {
    message: `is longer than ${factsLimit} bytes`,
  });
export type Facts = z.infer<typeof factsSchema>;

/** Something an agent made. `content` is kept in a record of its own; results refer to it by id. */
export const deliverableDraftSchema = z.object({
  title: z.string().min(1).max(200),
  kind: z.enum(['runbook', 'report', 'answer', 'code', 'configuration', 'plan', 'other']),
  /** Markdown. */
  content: z.string().min(1).max(60_000),
});
export type DeliverableDraft = z.infer<typeof deliverableDraftSchema>;

/**
 * What a provider returns for a task: a model is asked for exactly this. `degraded` says that the outcome is short of what
 * was expected and says where; `quality` (1 to 10) is null where nobody judged it; `plan` is there when one was wanted.
 */
export const resultBodySchema = z.object({
  status: z.enum(['completed', 'degraded', 'failed', 'skipped']),
  outcome: z.string().min(1).max(4_000),
  deliverables: z.array(deliverableDraftSchema).max(20),
  nextSteps: z.array(z.string().min(1).max(500)).max(20),
  facts: factsSchema,
  quality: z.number().min(1).max(10).nullable(),
  needs: z.enum(['escalation', 'support']).nullish(),
  plan: plannedSchema.optional(),
});
export type ResultBody = z.infer<typeof resultBodySchema>;

export const usageSchema = z.object({
  inputTokens: z.int().nonnegative(),
  outputTokens: z.int().nonnegative(),
  costUsd: z.number().nonnegative(),
});
export type Usage = z.infer<typeof usageSchema>;

export const noUsage: Usage = { inputTokens: 0, outputTokens: 0, costUsd: 0 };

/** The Result as the journal keeps it: the provider's answer with who gave it, when, and at what cost. */
export const resultSchema = resultBodySchema.extend({
  deliverables: z.array(z.object({ id: z.string(), title: z.string(), kind: deliverableDraftSchema.shape.kind })),
  usage: usageSchema,
  provider: z.string(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
});
export type Result = z.infer<typeof resultSchema>;
