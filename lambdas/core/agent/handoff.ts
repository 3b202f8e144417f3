import * as z from 'zod';
import { agentIdSchema, idSchema } from '../ids.ts';
import { wordCount } from '../text/words.ts';

const instant = z.iso.datetime();
const shortText = z.string().max(2_000);

/** How many words of context one agent may pass to the next; the rest goes by reference. */
export const handoffWordLimit = 100;

/** What one agent passes to the next when its part is done. `estimatedTime` is in minutes. */
export const taskHandoffSchema = z.strictObject({
  fromAgent: agentIdSchema,
  toAgent: agentIdSchema,
  taskId: idSchema,
  context: z
    .strictObject({
      completedWork: shortText,
      remainingWork: shortText,
      constraints: z.array(shortText),
      dependencies: z.array(shortText),
    })
    .refine((context) => wordCount(Object.values(context).flat().join(' ')) <= handoffWordLimit, {
      message: `has more than ${handoffWordLimit} words: pass the rest by reference`,
    }),
  successCriteria: shortText,
  estimatedTime: z.number().nonnegative(),
  escalationConditions: z.array(shortText),
});
export type TaskHandoff = z.infer<typeof taskHandoffSchema>;

/**
 * A handoff in the journal: the work of task `fromTask` goes to task `taskId`, in its attempt `attempt`. `verification` is what the
 * receiver looked at and what it found; unless all of it was there, the handoff is not `verified`.
 */
export const handoffRecordSchema = taskHandoffSchema.extend({
  fromTask: idSchema,
  attempt: z.int().positive(),
  at: instant,
  verified: z.boolean(),
  verification: z.array(shortText),
});
export type HandoffRecord = z.infer<typeof handoffRecordSchema>;

/** How an agent at work is doing. `progress` is in percent; `requestedSupport` says whose help is wanted, why, how urgently. */
export const agentStatusSchema = z.strictObject({
  agentId: agentIdSchema,
  currentTask: idSchema,
  progress: z.number().min(0).max(100),
  estimatedCompletion: instant,
  blockers: z.array(shortText),
  requestedSupport: z.array(
    z.strictObject({
      fromAgent: agentIdSchema.optional(),
      reason: shortText,
      urgency: z.enum(['low', 'medium', 'high', 'critical']),
    }),
  ),
});
export type AgentStatus = z.infer<typeof agentStatusSchema>;

/** A message between agents, or between an agent and the coordinator. */
export const agentMessageSchema = z.strictObject({
  sender: idSchema,
  recipient: idSchema,
  messageType: z.enum(['REQUEST', 'RESPONSE', 'ERROR', 'STATUS']),
  payload: z.record(z.string(), z.json()),
  timestamp: instant,
  correlationId: idSchema,
});
export type AgentMessage = z.infer<typeof agentMessageSchema>;
