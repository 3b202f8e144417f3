import * as z from 'zod';
import { agentIdSchema, idSchema } from '../ids.ts';
import { complexities } from '../routing/route.ts';
import { textLimit } from '../session/message.ts';
import { resultSchema } from './result.ts';

const ends = ['completed', 'failed', 'skipped', 'fenced', 'compensated', 'dirty'] as const;

export const taskStatuses = ['waiting', 'started', ...ends] as const;
export type TaskStatus = (typeof taskStatuses)[number];

/** A task that has come to its end; a further attempt on it answers what was recorded. */
export const settledStatuses: readonly TaskStatus[] = ends;

/** What undoes a task: an instruction for the same agent, or `withdraw` where all there is to undo are its deliverables. */
export const compensationSchema = z.union([
  z.strictObject({ withdraw: z.literal(true) }),
  z.strictObject({ instruction: z.string().min(1).max(2_000) }),
]);
export type Compensation = z.infer<typeof compensationSchema>;

/** What whoever is to plan is told beside the request. */
const planningSchema = z.strictObject({
  domains: z.array(z.string()),
  indicators: z.array(z.string()),
  /** It is escalated to be on the safe side: nothing says for certain that it has to be. */
  precautionary: z.literal(true).optional(),
});

/** How long an instruction may be, characters: a request with the answers to all its questions. */
const instructionLimit = 5 * textLimit;

/** One piece of work for one agent, as whoever planned it describes it. */
export const taskSpecSchema = z.strictObject({
  taskId: idSchema,
  agentId: agentIdSchema,
  /** The request, or its part, in the words it came in. */
  instruction: z.string().min(1).max(instructionLimit),
  /** The whole request, in the user's own words, where the instruction is a part of it. */
  request: z.string().max(textLimit).optional(),
  complexity: z.enum(complexities).optional(),
  domain: z.string().max(40).optional(),
  intent: z.enum(['question', 'action']).default('action'),
  /** What should be there afterwards. */
  expects: z.string().max(2_000),
  dependsOn: z.array(idSchema).max(100).default([]),
  /** There when a plan is wanted of the agent: whose experts have a part in it, and why it is more than one expert's. */
  planning: planningSchema.optional(),
  /** The task whose result this one reviews. */
  reviews: idSchema.optional(),
  /** It brings the results of all tasks of the request together, those that it does not depend on too. */
  combines: z.literal(true).optional(),
  compensation: compensationSchema.optional(),
  /** Why nothing can or need undo it, where it has no compensation. */
  irreversible: z.string().max(400).optional(),
});
export type TaskSpec = z.infer<typeof taskSpecSchema>;

const failureSchema = z.object({ name: z.string(), message: z.string() });

/** A task in the journal. Times are ISO 8601. */
export const taskRecordSchema = z.object({
  ...taskSpecSchema.shape,
  requestId: idSchema,
  generation: z.int().positive(),
  /** The tasks of the plan that build on this one: whoever settles it tells them. */
  dependents: z.array(idSchema).optional(),
  /** The tasks it still waits for. Absent: it is ready. A set, so that telling it twice of the same one changes nothing. */
  waitingOn: z.array(idSchema).optional(),
  /** Those of them that did not complete: it is skipped. */
  failedDeps: z.array(idSchema).optional(),
  /** The token of the state that waits until it is ready. */
  awaitToken: z.string().optional(),
  /** How many times a review sent it back; part of the idempotency key. */
  round: z.int().nonnegative(),
  status: z.enum(taskStatuses),
  /** How many times somebody started it; the number is the fence: who holds an older one may not write any more. */
  attempt: z.int().nonnegative(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().optional(),
  /** When each attempt started, the first one first. */
  starts: z.array(z.iso.datetime()).optional(),
  endedAt: z.iso.datetime().optional(),
  /** Order of completion within the request. */
  completionSeq: z.int().positive().optional(),
  result: resultSchema.optional(),
  error: failureSchema.optional(),
  /** When the attempt that was at it lost it: to a rollback, or because nobody waited for it any more. */
  fencedAt: z.iso.datetime().optional(),
  /** The attempts whose function has come to its end, as it said itself; of any other it is not known. */
  ended: z.array(z.int()).optional(),
  compensatedAt: z.iso.datetime().optional(),
  /** What came of its compensation, where an agent did it. */
  compensationResult: resultSchema.optional(),
  /** Why it could not be compensated. */
  compensationError: failureSchema.optional(),
});
export type TaskRecord = z.infer<typeof taskRecordSchema>;

/** Names one effect, so that whoever is asked twice for it does it once. */
export function idempotencyKey(of: {
  requestId: string;
  generation: number;
  taskId: string;
  action: 'run' | 'compensate';
  round: number;
}): string {
  return `${of.requestId}.${of.generation}.${of.taskId}.${of.action}.${of.round}`;
}

/** Whether it is a task that the request needs, and not one by which the system combines or reviews what came of those. */
export function isWork({ reviews, combines }: Pick<TaskSpec, 'reviews' | 'combines'>): boolean {
  return reviews === undefined && combines === undefined;
}

/** Whether it is the planning of the request's tasks: it is reported on with them, and is none of them. */
export function isPlanning({ planning }: Pick<TaskSpec, 'planning'>): boolean {
  return planning !== undefined;
}

/** Ids that a request's tasks may have only from the system: its planning, and the combination of its results with the reviews of it. */
export const reservedTaskId = /^(?:plan|combine)(?:-review-\d+)?$/;

/** The id of the task that reviews a task's result in a round. */
export function reviewTaskId(taskId: string, round: number): string {
  return `${taskId}-review-${round}`;
}
