import { BatonError, type FieldFault } from '../../lambdas/core/errors.ts';
import { nameFaults, stepFaults, timeBoxFaults } from './faults.ts';
import { outlineOf, type WorkflowOutline } from './outline.ts';
import { textFaults } from './text-faults.ts';
import { type Workflow, workflowSchema } from './workflow.ts';

/** Where a workflow comes from, and what it may name. */
export interface Surroundings {
  /** The file's name, for the faults: `feature-implementation.yaml`. */
  readonly file: string;
  /** The ids of the registered agents. */
  readonly agents: readonly string[];
}

/**
 * Checks a workflow as it comes from its file. All faults are found at once; each says where it is, by file, phase and step
 * (`feature-implementation.yaml: Core implementation / build-api`), and what is wrong.
 */
export function checkWorkflow(
  document: unknown,
  { file, agents }: Surroundings,
): { workflow: Workflow } | { faults: FieldFault[] } {
  const parsed = workflowSchema.safeParse(document);
  const outline = outlineOf(document);
  const formal = parsed.success ? [] : parsed.error.issues.map((issue) => formalFault(issue, outline));
  const faults = [
    ...formal,
    ...stepFaults(outline, new Set(agents)),
    ...timeBoxFaults(outline),
    ...textFaults(outline),
    ...nameFaults(outline),
  ];
  if (parsed.success && faults.length === 0) return { workflow: parsed.data };
  return {
    faults: faults.map(({ field, message }) => ({ field: field === '' ? file : `${file}: ${field}`, message })),
  };
}

/**
 * The same, for whoever cannot go on without it.
 * @throws CallInvalid with all faults, in its message and as `faults`
 */
export function requireWorkflow(document: unknown, surroundings: Surroundings): Workflow {
  const checked = checkWorkflow(document, surroundings);
  if ('workflow' in checked) return checked.workflow;
  const lines = checked.faults.map(({ field, message }) => `${field}: ${message}`);
  throw new BatonError('CallInvalid', `the workflow is not valid: ${lines.join('; ')}`, { faults: checked.faults });
}

/** A fault of the file's form: `phases[1].steps[2].agent` under the names that its author knows. */
function formalFault(
  { path, message }: { readonly path: readonly PropertyKey[]; readonly message: string },
  { phases }: WorkflowOutline,
): FieldFault {
  const [top, phaseAt, below, stepAt, ...inStep] = path;
  const phase = top === 'phases' && typeof phaseAt === 'number' ? phases[phaseAt] : undefined;
  if (phase === undefined) return { field: '', message: said(path, message) };
  const step = below === 'steps' && typeof stepAt === 'number' ? phase.steps[stepAt] : undefined;
  if (step === undefined) return { field: phase.place, message: said(path.slice(2), message) };
  return { field: step.place, message: said(inStep, message) };
}

function said(path: readonly PropertyKey[], message: string): string {
  return path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`;
}
