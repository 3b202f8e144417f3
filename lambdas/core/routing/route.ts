import * as z from 'zod';
import { agentIdSchema } from '../ids.ts';
import { usageSchema } from '../task/result.ts';

export const modes = ['single', 'sequential', 'workflow', 'escalate', 'clarify'] as const;
export type Mode = (typeof modes)[number];

export const complexities = ['simple', 'moderate', 'complex', 'very-complex'] as const;
export type Complexity = (typeof complexities)[number];

/** One expert's part of a request, in order. */
export const routeStepSchema = z.object({
  agentId: agentIdSchema,
  instruction: z.string(),
  /** Why it is done though the request does not say so; for the user. */
  why: z.string().optional(),
});
export type RouteStep = z.infer<typeof routeStepSchema>;

/**
 * The router's decision. `reasons` are for people who look at it (they never go to an expert); `indicators` name what made
 * the request complex; `question` is what to ask the user when the mode is `clarify`.
 */
export const routeSchema = z.object({
  mode: z.enum(modes),
  /** Who works on it, in order; empty when the user has to be asked. */
  agents: z.array(agentIdSchema),
  steps: z.array(routeStepSchema),
  workflow: z.string().optional(),
  domain: z.string().optional(),
  /** Whose experts have a part in it, when the mode is `escalate`: what the architect plans with. */
  domains: z.array(z.string()).optional(),
  intent: z.enum(['question', 'action']),
  complexity: z.enum(complexities),
  indicators: z.array(z.string()),
  /** 0 to 1. */
  confidence: z.number().min(0).max(1),
  decidedBy: z.string(),
  reasons: z.array(z.string()),
  question: z.string().optional(),
  /** What asking a model took, whether it decided or not. Absent: none was asked. */
  usage: usageSchema.optional(),
  /** What should be there when it is done. */
  expects: z.string(),
});
export type Route = z.infer<typeof routeSchema>;

/** One word for a route: the first agent, the workflow's name, or `clarify`. */
export function routeLabel(route: Route): string {
  return route.mode === 'clarify' ? 'clarify' : (route.workflow ?? route.agents[0] ?? 'clarify');
}
