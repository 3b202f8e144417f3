import * as z from 'zod';
import { failureFrom } from '../core/report/failure.ts';
import { executionInputSchema } from '../core/request/request.ts';
import { type Consultation, consultationSchema } from '../core/routing/advice.ts';
import { noUsage } from '../core/task/result.ts';

/** What the state machine tells the router: after a model was asked, what came of it, or how the asking itself failed. */
export const routerCallSchema = executionInputSchema.extend({
  executionArn: z.string().min(1),
  consultation: z.union([consultationSchema, z.object({ error: z.string(), cause: z.string() })]).optional(),
});
export type RouterCall = z.infer<typeof routerCallSchema>;

export function consultationOf({ consultation }: RouterCall): Consultation | undefined {
  if (consultation === undefined || !('error' in consultation)) return consultation;
  return { failure: failureFrom(consultation.error, consultation.cause), usage: noUsage, durationMs: 0 };
}
