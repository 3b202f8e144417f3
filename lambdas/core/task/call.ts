import * as z from 'zod';
import { idSchema } from '../ids.ts';
import { factsSchema } from './result.ts';
import { taskSpecSchema, taskStatuses } from './task.ts';

/**
 * What an agent function is called with. `deadline` is in milliseconds since the epoch; `round` says how many times a review
 * sent the task back; `task` is there when whoever calls creates the record by it, absent when it was written before.
 */
export const agentCallSchema = z.object({
  schema: z.literal(1),
  tenantId: z.string().min(1),
  requestId: idSchema,
  generation: z.int().positive(),
  taskId: idSchema,
  action: z.literal('run'),
  round: z.int().nonnegative().default(0),
  deadline: z.number().positive(),
  task: taskSpecSchema.omit({ taskId: true, agentId: true }).optional(),
});
export type AgentCall = z.infer<typeof agentCallSchema>;

/** What it is called with to undo a task, in the epoch in which its request is being undone. */
export const compensationCallSchema = z.object({
  schema: z.literal(1),
  tenantId: z.string().min(1),
  requestId: idSchema,
  generation: z.int().positive(),
  epoch: z.int().positive(),
  taskId: idSchema,
  action: z.literal('compensate'),
  deadline: z.number().positive(),
});
export type CompensationCall = z.infer<typeof compensationCallSchema>;

/** What it answers: at most 2 KB, because the answer goes through the state machine. The Result itself is at `ref`. */
export const agentAnswerSchema = z.object({
  taskId: idSchema,
  status: z.enum(taskStatuses),
  facts: factsSchema,
  ref: z.string(),
});
export type AgentAnswer = z.infer<typeof agentAnswerSchema>;
