import * as z from 'zod';
import { idSchema } from '../ids.ts';
import { executionInputSchema, type RequestRecord } from '../request/request.ts';

/** What an execution of roll-back starts with: it undoes the request in this epoch, and in no other. */
export const rollbackInputSchema = executionInputSchema.extend({ epoch: z.int().positive() });
export type RollbackInput = z.infer<typeof rollbackInputSchema>;

/** A call that is about one task of a request that is being undone. */
export const rollbackTaskSchema = rollbackInputSchema.extend({ taskId: idSchema });

export function rollbackInput({ tenantId, requestId, generation, epoch }: RequestRecord): RollbackInput {
  return { schema: 1, tenantId, requestId, generation, epoch };
}

/**
 * The name of the execution that undoes a request in its epoch. A closed execution keeps its name for 90 days, so one that
 * ended before its time is followed by the next run.
 */
export function rollbackName(request: Pick<RequestRecord, 'requestId' | 'epoch' | 'rollback'>): string {
  return `rb-${request.requestId}-${request.epoch}-${request.rollback?.run ?? 0}`;
}
