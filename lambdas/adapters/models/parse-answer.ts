import { isReview } from '../../core/agent/prompt.ts';
import type { ProviderCall } from '../../core/agent/provider.ts';
import type { FieldFault } from '../../core/errors.ts';
import { planFaults, shapeFaults } from '../../core/planning/plan.ts';
import { type ResultBody, resultBodySchema } from '../../core/task/result.ts';
import { readObject } from './read-object.ts';

export type ParsedAnswer = { readonly body: ResultBody } | { readonly faults: readonly FieldFault[] };

/**
 * Reads a Result from a model's words. Lists and facts that are left out count as empty. An agent's own opinion of its quality is dropped; a
 * review without a verdict is a fault, and so is a plan that could not be run where one is wanted.
 */
export function parseAnswer(text: string, call: Pick<ProviderCall, 'agent' | 'task' | 'context'>): ParsedAnswer {
  const document = readObject(text);
  if (document === undefined) return { faults: [{ field: 'answer', message: 'is not one JSON object' }] };
  const schema = call.task.planning === undefined ? resultBodySchema.omit({ plan: true }) : resultBodySchema;
  const parsed = schema.safeParse({
    deliverables: [],
    nextSteps: [],
    facts: {},
    quality: null,
    ...document,
  });
  const faults = [...(parsed.success ? [] : shapeFaults(parsed.error, 'answer')), ...planFaultsIn(document, call)];
  if (!parsed.success || faults.length > 0) return { faults };
  if (!isReview(call.agent, call.task)) return { body: { ...parsed.data, quality: null } };
  const { facts, quality } = parsed.data;
  if (typeof facts['accepted'] !== 'boolean')
    faults.push({ field: 'facts.accepted', message: 'must be true or false' });
  if (quality === null) faults.push({ field: 'quality', message: 'must be a number from 1 to 10' });
  return faults.length > 0 ? { faults } : { body: parsed.data };
}

/** What is wrong with the plan of an answer that has to have one; who says that it cannot be done need not plan it. */
function planFaultsIn(
  { status, plan }: Record<string, unknown>,
  { task, context }: Pick<ProviderCall, 'task' | 'context'>,
): readonly FieldFault[] {
  if (task.planning === undefined || status === 'failed') return [];
  if (plan === undefined) return [{ field: 'plan', message: 'is missing: {"tasks": […]} is wanted' }];
  const agents = new Set((context.colleagues ?? []).map(({ id }) => id));
  return planFaults(plan, agents).map(({ field, message }) => ({ field: `plan, ${field}`, message }));
}
