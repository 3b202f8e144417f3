import * as z from 'zod';
import { BatonError, type FieldFault } from '../errors.ts';
import { agentIdSchema, idSchema } from '../ids.ts';

/** A field that the input of a workflow has to have. `maxLength` is in characters. */
const inputFieldSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('string'), description: z.string(), maxLength: z.int().positive() }),
  z.object({ type: z.literal('number'), description: z.string() }),
]);

/** What people and programs see of a workflow: what it is for, what it wants to know, who does what in which order. */
export const workflowSummarySchema = z.object({
  name: agentIdSchema,
  title: z.string(),
  description: z.string(),
  /** Minutes. */
  timeBox: z.number().positive(),
  input: z.record(z.string(), inputFieldSchema),
  phases: z.array(
    z.object({
      name: z.string(),
      mode: z.enum(['sequential', 'parallel']),
      /** Minutes; absent where it has all the time of the workflow. */
      timeBox: z.number().positive().optional(),
      steps: z.array(z.object({ id: idSchema, title: z.string(), agent: agentIdSchema })),
    }),
  ),
});
export type WorkflowSummary = z.infer<typeof workflowSummarySchema>;

/** What a request for a workflow brings along: short texts and numbers by field. */
export const workflowInputSchema = z.record(z.string().max(40), z.union([z.string().max(4_000), z.number()]));
export type WorkflowInput = z.infer<typeof workflowInputSchema>;

/** The workflows that can be asked for by name. */
export class Workflows {
  readonly #byName: ReadonlyMap<string, WorkflowSummary>;

  constructor(workflows: readonly WorkflowSummary[]) {
    this.#byName = new Map(workflows.map((one) => [one.name, one]));
  }

  list(): readonly WorkflowSummary[] {
    return [...this.#byName.values()];
  }

  byName(name: string): WorkflowSummary | undefined {
    return this.#byName.get(name);
  }

  /**
   * The workflow of that name, if the input has what it wants to know.
   *
   * @throws InvalidRequest naming the workflows there are, or every field of the input that is missing, wrong or unknown
   */
  check(name: string, input: WorkflowInput): WorkflowSummary {
    const workflow = this.#byName.get(name);
    if (workflow === undefined) {
      const known = [...this.#byName.keys()].join(', ') || 'none';
      throw invalid([{ field: 'workflow', message: `"${name}" does not exist; there are: ${known}` }]);
    }
    const faults = faultsOf(workflow, input);
    if (faults.length > 0) throw invalid(faults);
    return workflow;
  }
}

/** The steps of a workflow, by id. */
export function stepsOf({ phases }: WorkflowSummary): string[] {
  return phases.flatMap(({ steps }) => steps.map(({ id }) => id));
}

function faultsOf({ input: fields }: WorkflowSummary, input: WorkflowInput): FieldFault[] {
  const faults = Object.entries(fields).flatMap(([name, field]): FieldFault[] => {
    const value = Object.hasOwn(input, name) ? input[name] : undefined;
    const at = `input.${name}`;
    if (value === undefined) return [{ field: at, message: `is missing: ${field.description}` }];
    if (typeof value !== field.type) return [{ field: at, message: `is no ${field.type}: ${field.description}` }];
    if (field.type === 'number' || typeof value !== 'string') return [];
    if (value.trim() === '') return [{ field: at, message: `is empty: ${field.description}` }];
    return value.length > field.maxLength
      ? [{ field: at, message: `has more than ${field.maxLength} characters` }]
      : [];
  });
  const unknown = Object.keys(input).filter((name) => !Object.hasOwn(fields, name));
  return [...faults, ...unknown.map((name) => ({ field: `input.${name}`, message: 'is not asked for' }))];
}

function invalid(faults: readonly FieldFault[]): BatonError {
  const words = faults.map(({ field, message }) => `${field} ${message}`).join('; ');
  return new BatonError('InvalidRequest', words, { faults });
}
