import * as z from 'zod';
import { idSchema } from '../ids.ts';
import { workflowInputSchema } from '../planning/workflow.ts';
import { escalationCheckSchema, verificationSchema } from './checklist.ts';
import { faultsSchema } from '../task/faults.ts';
import { routeSchema } from '../routing/route.ts';
import { requestStatuses } from './status.ts';

export const priorities = ['low', 'normal', 'high', 'critical'] as const;

/** The longest that a request may take, seconds: what it may take where nothing is said. */
export const longestTimeBox = 604_800;

export const timeBoxSchema = z.int().min(1).max(longestTimeBox);

/** Who asks, as the verified token says. */
export interface Caller {
  readonly tenantId: string;
  readonly userId: string;
}

/** What a request waits for a person to say. */
export const questionSchema = z.object({
  questionId: idSchema,
  text: z.string(),
  askedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type Question = z.infer<typeof questionSchema>;

const failureSchema = z.object({ name: z.string(), message: z.string() });

/** How a request is being undone, or was: why, for whom, and what came of each task that did something. */
export const rollbackSchema = z.object({
  cause: failureSchema,
  /** The task that failed, where it was one. */
  failedTask: idSchema.optional(),
  /** The user who wanted it, where one did. */
  requestedBy: z.string().optional(),
  startedAt: z.iso.datetime(),
  /** How many executions were begun for it before the present one. */
  run: z.int().nonnegative(),
  /** When it is over: tasks in the order in which they were compensated, those that could not be, those that nothing undoes. */
  compensated: z.array(idSchema).optional(),
  dirty: z.array(idSchema).optional(),
  left: z.array(idSchema).optional(),
});

/** What becomes of a request with several tasks when one fails: all is undone, or what was completed is kept. */
export const failurePolicies = ['roll-back', 'keep'] as const;
export type FailurePolicy = (typeof failurePolicies)[number];

/** A request in the journal. Times are ISO 8601; ids are ULIDs, so they sort by creation. */
export const requestSchema = z.object({
  tenantId: z.string(),
  requestId: idSchema,
  userId: z.string(),
  sessionId: idSchema,
  text: z.string(),
  /** Present where the request names a workflow instead of saying what is wanted in plain words. */
  workflow: z.object({ name: z.string(), input: workflowInputSchema }).optional(),
  priority: z.enum(priorities),
  /** How long the whole request may take from its creation on, seconds. */
  timeBoxSeconds: timeBoxSchema.optional(),
  /** What is to go wrong, on purpose. */
  inject: faultsSchema.optional(),
  status: z.enum(requestStatuses),
  /** Raised by a re-plan or a resume; part of every idempotency key. */
  generation: z.int().positive(),
  /** Raised by whoever stops the request: work of an older epoch is fenced. */
  epoch: z.int().nonnegative(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().optional(),
  executionArn: z.string().optional(),
  route: routeSchema.optional(),
  question: questionSchema.optional(),
  reply: z.string().optional(),
  error: failureSchema.optional(),
  /** @default roll-back */
  onFailure: z.enum(failurePolicies).optional(),
  rollback: rollbackSchema.optional(),
  /** What was answered before it was given to the architect, and before it was closed. */
  escalation: escalationCheckSchema.optional(),
  verification: verificationSchema.optional(),
});
export type RequestRecord = z.infer<typeof requestSchema>;

/** Addresses a request. */
export interface RequestKey {
  readonly tenantId: string;
  readonly requestId: string;
}

/** What an execution of coordinate-request starts with; also what tells a lost execution's request. */
export const executionInputSchema = z.object({
  schema: z.literal(1),
  tenantId: z.string().min(1),
  requestId: idSchema,
  generation: z.int().positive(),
});
export type ExecutionInput = z.infer<typeof executionInputSchema>;

/** The name of the execution that runs a request: the same for every attempt to start it, so it starts once. */
export function executionName(requestId: string, generation: number): string {
  return `${requestId}-${generation}`;
}

/** When a request must be over, milliseconds since the epoch. */
export function requestDeadline(request: Pick<RequestRecord, 'createdAt' | 'timeBoxSeconds'>): number {
  return Date.parse(request.createdAt) + (request.timeBoxSeconds ?? longestTimeBox) * 1000;
}
