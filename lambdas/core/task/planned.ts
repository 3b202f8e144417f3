import * as z from 'zod';
import { agentIdSchema, idSchema } from '../ids.ts';

/** How many tasks a plan may have. */
export const planLimit = 500;

/** What is said of a plan with more; both forms of a plan say it. */
export const tooManyTasks = {
  error: ({ input }: { readonly input?: unknown }) =>
    `are ${Array.isArray(input) ? input.length : 'too many'}; a plan has at most ${planLimit}`,
};

/** How long a plan may be as JSON, bytes: it is kept in the record of the task that made it. */
const planBytes = 200_000;

/** One task as a planner describes it: who does what, what should be there afterwards, and on which tasks it builds. */
export const plannedTaskSchema = z.object({
  taskId: idSchema,
  agentId: agentIdSchema,
  instruction: z.string().min(1).max(4_500),
  expects: z.string().max(2_000),
  dependsOn: z.array(idSchema).max(100),
});
export type PlannedTask = z.infer<typeof plannedTaskSchema>;

/** A plan in an agent's result. Without tasks: its result is all there is to be done. */
export const plannedSchema = z
  .object({ tasks: z.array(plannedTaskSchema).max(planLimit, tooManyTasks) })
  .refine((plan) => new TextEncoder().encode(JSON.stringify(plan)).length <= planBytes, {
    message: `is longer than ${planBytes} bytes`,
  });
export type Planned = z.infer<typeof plannedSchema>;
