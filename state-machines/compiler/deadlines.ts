import type { Phase, Step, Workflow } from './workflow.ts';

/**
 * Time boxes as moments, in JSONata: expressions for milliseconds since the epoch. They are computed where they are used, so
 * that keeping time costs no state: the workflow's from the start of the execution, a phase's from the variable that the
 * state before it assigned, a step's from the moment its state was entered, which a retry does not move.
 */
const variable = 'phaseDeadline';
const started = '$toMillis($states.context.Execution.StartTime)';
const entered = '$toMillis($states.context.State.EnteredTime)';

const ms = (minutes: number): number => minutes * 60_000;

/** When the phase at this place has to be over. The first begins with the workflow and needs no variable. */
export function phaseDeadline(workflow: Workflow, at: number): string {
  const timeBox = workflow.phases[at]?.timeBox;
  if (at > 0 && timeBox !== undefined) return `$${variable}`;
  return `${started} + ${ms(Math.min(workflow.timeBox, timeBox ?? workflow.timeBox))}`;
}

/** What the state before this phase assigns; nothing where the phase has no time box of its own. */
export function assignDeadline(workflow: Workflow, phase: Phase | undefined): Record<string, string> {
  if (phase?.timeBox === undefined) return {};
  return { [variable]: `{% $min([${started} + ${ms(workflow.timeBox)}, $millis() + ${ms(phase.timeBox)}]) %}` };
}

/** When the step has to be over, where its phase has to be at `phase`. */
export function stepDeadline(step: Step, phase: string): string {
  return step.timeBox === undefined ? phase : `$min([${phase}, ${entered} + ${ms(step.timeBox)}])`;
}

/** The seconds left until then, for `TimeoutSeconds`: at least one, which is the least that a state may be given. */
export function secondsUntil(deadline: string): string {
  return `$max([1, $floor((${deadline} - $millis()) / 1000)])`;
}
