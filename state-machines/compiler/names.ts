import type { Phase, Step } from './workflow.ts';

/** The most characters that a state's name may have (https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html). */
export const nameLimit = 80;

/** The state that ends a machine whose phases have all succeeded. */
export const finalState = 'Report the phases';

/** The step's Task: `Design schema (database-agent)`. */
export function stepState({ title, agent }: Pick<Step, 'title' | 'agent'>): string {
  return `${title} (${agent})`;
}

/** Where the branch of a failed step ends. */
export function failedStepState(step: Pick<Step, 'title' | 'agent'>): string {
  return `${stepState(step)} failed`;
}

/** The Choice after the join of a parallel phase. */
export function decisionState(phase: string): string {
  return `Decide after ${phase}`;
}

/** The end of a machine one of whose phases has failed. */
export function failedPhaseState(phase: string): string {
  return `${phase} failed`;
}

/** The state that a phase begins with. */
export function entryState(phase: Phase): string {
  const [first] = phase.steps;
  return phase.mode === 'parallel' || first === undefined ? phase.name : stepState(first);
}

/** The states that a phase has for itself. */
export function ownStates(mode: Phase['mode'], name: string): string[] {
  const failed = failedPhaseState(name);
  return mode === 'parallel' ? [name, decisionState(name), failed] : [failed];
}

/** The states that a step has in a phase of this mode. */
export function stepStates(mode: Phase['mode'], step: Pick<Step, 'title' | 'agent'>): string[] {
  return mode === 'parallel' ? [stepState(step), failedStepState(step)] : [stepState(step)];
}
