import * as z from 'zod';
import { BatonError, type FieldFault } from '../errors.ts';
import { agentIdSchema, idSchema } from '../ids.ts';
import { clip } from '../text/markdown.ts';

/**
 * A field of the input of a workflow; one without a `default` has to be given. `maxLength` is in characters. `fromText`: where a
 * request in plain words is routed to the workflow, its words go here, as many as fit.
 */
const inputFieldSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('string'),
    description: z.string(),
    maxLength: z.int().positive(),
    default: z.string().optional(),
    fromText: z.boolean().optional(),
  }),
  z.object({ type: z.literal('number'), description: z.string(), default: z.number().optional() }),
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

  /** Those that can be run on a request's words alone. */
  routable(): string[] {
    return this.list().flatMap(({ name, input }) => (isRoutable(input) ? [name] : []));
  }

  /** What a request in plain words is to a routable workflow. */
  inputFrom(name: string, words: string): WorkflowInput {
    const fields = Object.entries(this.#byName.get(name)?.input ?? {});
    return Object.fromEntries(
      fields.flatMap(([field, wanted]) => {
        const value = isFromText(wanted) ? clip(words.trim(), wanted.maxLength) : wanted.default;
        return value === undefined ? [] : [[field, value]];
      }),
    );
  }

  /**
   * The workflow of that name, if the input has what it wants to know, and the input with what goes without saying.
   *
   * @throws InvalidRequest naming the workflows there are, or every field of the input that is missing, wrong or unknown
   */
  check(name: string, input: WorkflowInput): { workflow: WorkflowSummary; input: WorkflowInput } {
    const workflow = this.#byName.get(name);
    if (workflow === undefined) {
      const known = [...this.#byName.keys()].join(', ') || 'none';
      throw invalid([{ field: 'workflow', message: `"${name}" does not exist; there are: ${known}` }]);
    }
    const faults = faultsOf(workflow, input);
    if (faults.length > 0) throw invalid(faults);
    const defaults = Object.entries(workflow.input).flatMap(([field, wanted]) =>
      wanted.default === undefined ? [] : [[field, wanted.default] as const],
    );
    return { workflow, input: { ...Object.fromEntries(defaults), ...input } };
  }
}

/** @throws ZodError when it is no list of workflows */
export const parseWorkflows = (document: unknown): Workflows =>
  new Workflows(z.array(workflowSummarySchema).parse(document));

type InputField = WorkflowSummary['input'][string];

const isFromText = (field: InputField): field is Extract<InputField, { type: 'string' }> =>
  field.type === 'string' && field.fromText === true;

const isRoutable = (fields: WorkflowSummary['input']): boolean =>
  Object.values(fields).some(isFromText) &&
  Object.values(fields).every((field) => isFromText(field) || field.default !== undefined);

/** The steps of a workflow, by id. */
export function stepsOf({ phases }: WorkflowSummary): string[] {
  return phases.flatMap(({ steps }) => steps.map(({ id }) => id));
}

function faultsOf({ input: fields }: WorkflowSummary, input: WorkflowInput): FieldFault[] {
  const faults = Object.entries(fields).flatMap(([name, field]): FieldFault[] => {
    const value = Object.hasOwn(input, name) ? input[name] : undefined;
    const at = `input.${name}`;
    if (value === undefined) {
      return field.default === undefined ? [{ field: at, message: `is missing: ${field.description}` }] : [];
    }
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
