import * as z from 'zod';
import { agentIdSchema, idSchema } from '../../lambdas/core/ids.ts';
import { compensationSchema, reservedTaskId } from '../../lambdas/core/task/task.ts';

/** A time box, whole minutes; a week is the most. */
const minutes = z.int().min(1).max(10_080);

/** Part of a state's name: a person reads it in the console, and placeholders and expressions must not hide in it. */
const words = z
  .string()
  .min(1)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ,.'/&()+-]*$/u, "may hold letters, digits, blanks and , . ' / & ( ) + - only");

/** What an agent is told; `${input.x}` stands for a field of the request's input. */
const text = z.string().trim().min(1).max(4_000);

/** These mean something else in an expression. */
const reserved = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function']);
const fieldName = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,39}$/, 'must be a name like `goal` or `maxUsers`')
  .refine((name) => !reserved.has(name), 'is a reserved word');

/** What people read of a workflow, before there is any input. */
const about = z
  .string()
  .trim()
  .min(1)
  .max(400)
  .refine((words) => !words.includes('${'), 'cannot refer to the input: only what an agent is told can');

/**
 * A field of the input of a request for this workflow; without a `default` the request must bring it. `maxLength` is in
 * characters. `fromText`: a request in plain words that is routed here brings its words.
 */
export const fieldSchema = z.discriminatedUnion(
  'type',
  [
    z
      .strictObject({
        type: z.literal('string'),
        description: about,
        maxLength: z.int().min(1).max(4_000).default(400),
        default: z.string().trim().min(1).optional(),
        fromText: z.literal(true).optional(),
      })
      .refine(({ default: value = '', maxLength }) => value.length <= maxLength, 'has a default longer than maxLength'),
    z.strictObject({ type: z.literal('number'), description: about, default: z.number().optional() }),
  ],
  'must be string or number',
);

/**
 * One task for one agent. `dependsOn` names the earlier steps whose results it builds on; without it that is the step
 * before, and for the first steps of a phase all steps of the phase before.
 *
 * `kind` tells apart what can stand among the steps of a phase; whatever else may stand there becomes a further kind.
 */
const stepSchema = z.strictObject({
  kind: z.literal('task').default('task'),
  id: idSchema.refine((id) => !reservedTaskId.test(id), 'is an id that the system keeps for itself'),
  /** A verb phrase; with the agent's name it is the name of the state: `Design schema (database-agent)`. */
  title: words,
  agent: agentIdSchema,
  instruction: text,
  /** What should be there afterwards. */
  expects: text,
  dependsOn: z.array(idSchema).max(100).optional(),
  timeBox: minutes.optional(),
  /** What undoes it: an instruction for the same agent, or `{ withdraw: true }` where it leaves nothing but documents. */
  compensate: z
    .union([text, compensationSchema.options[0]], 'must be an instruction, or { withdraw: true }')
    .optional(),
  /** Why it cannot or need not be undone; every step has either this or `compensate`. */
  irreversible: about.optional(),
});
export type Step = z.infer<typeof stepSchema>;

const phaseShape = { name: words, timeBox: minutes.optional(), steps: z.array(stepSchema).min(1).max(40) };

/** Steps one after the other; the first that fails ends the phase. */
const sequentialPhaseSchema = z.strictObject({ mode: z.literal('sequential'), ...phaseShape });

/** Steps side by side; all come to their end, then it is decided whether the phase failed. */
const parallelPhaseSchema = z.strictObject({ mode: z.literal('parallel'), ...phaseShape });

/** A phase by its `mode`: how it runs what it holds. */
const phaseSchema = z.discriminatedUnion(
  'mode',
  [sequentialPhaseSchema, parallelPhaseSchema],
  'must be sequential or parallel',
);
export type Phase = z.infer<typeof phaseSchema>;
export type SequentialPhase = z.infer<typeof sequentialPhaseSchema>;
export type ParallelPhase = z.infer<typeof parallelPhaseSchema>;

/** A plan written beforehand, as `state-machines/workflows/<name>.yaml` holds it. Time boxes are in minutes. */
export const workflowSchema = z.strictObject({
  /** What a request names it by; part of the machine's name. */
  name: agentIdSchema,
  title: words.max(80),
  description: about,
  input: z.record(fieldName, fieldSchema),
  timeBox: minutes,
  phases: z.array(phaseSchema).min(1).max(20),
});
export type Workflow = z.infer<typeof workflowSchema>;
export type InputField = z.infer<typeof fieldSchema>;
