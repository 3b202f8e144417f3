import type { Phase, Step, Workflow } from './workflow.ts';

/**
 * Time boxes as moments, in JSONata: expressions for milliseconds since the epoch. They are computed where they are used, so
 * that keeping time costs no state: the request's comes with the input, the workflow's runs from the start of the execution, a
 * phase's is in the variable that the state before it assigned, a step's runs from the moment its state was entered, which a
 * retry does not move.
 */
const variable = 'phaseDeadline';
const request = '$states.context.Execution.Input.deadline';
const started = '$toMillis($states.context.Execution.StartTime)';
const entered = '$toMillis($states.context.State.EnteredTime)';

const ms = (minutes: number): number => minutes * 60_000;

const earliest = (moments: readonly string[]): string =>
  moments.length === 1 ? moments.join() : `$min([${moments.join(', ')}])`;

/** The moments by the first of which the phase at this place has to be over. The first begins with the workflow and needs no variable. */
export function phaseDeadline(workflow: Workflow, at: number): readonly string[] {
  const timeBox = workflow.phases[at]?.timeBox;
  if (at > 0 && timeBox !== undefined) return [`$${variable}`];
  return [request, `${started} + ${ms(Math.min(workflow.timeBox, timeBox ?? workflow.timeBox))}`];
}

/** What the state before this phase assigns; nothing where the phase has no time box of its own. */
export function assignDeadline(workflow: Workflow, phase: Phase | undefined): Record<string, string> {
  if (phase?.timeBox === undefined) return {};
  const moments = [request, `${started} + ${ms(workflow.timeBox)}`, `$millis() + ${ms(phase.timeBox)}`];
  return { [variable]: `{% ${earliest(moments)} %}` };
}

/** When the step has to be over, where its phase has to be by the first of these moments. */
export function stepDeadline(step: Step, phase: readonly string[]): string {
  return earliest(step.timeBox === undefined ? phase : [...phase, `${entered} + ${ms(step.timeBox)}`]);
}

/** The seconds left until then, for `TimeoutSeconds`: at least one, which is the least that a state may be given. */
export function secondsUntil(deadline: string): string {
  return `$max([1, $floor((${deadline} - $millis()) / 1000)])`;
}
