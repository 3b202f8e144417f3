import type { Step, Workflow } from './workflow.ts';

export interface StateCount {
  /** T: steps that an agent does. */
  readonly steps: number;
  /** P: phases that run side by side, two states each: the fork, and the Choice after the join. */
  readonly parallels: number;
  /** G: places where it is decided whether and how to go on, one state each. */
  readonly gates: number;
  /** T + 2P + G + 2: an execution in which nothing fails enters no more states than this. */
  readonly atMost: number;
}

/** What a kind of step counts as. */
const countsAs: Readonly<Record<Step['kind'], 'steps' | 'gates'>> = { task: 'steps' };

/** The promise about transitions, counted from the workflow as it is written. */
export function countStates(workflow: Workflow): StateCount {
  const kinds = workflow.phases.flatMap(({ steps }) => steps.map(({ kind }) => countsAs[kind]));
  const steps = kinds.filter((kind) => kind === 'steps').length;
  const gates = kinds.length - steps;
  const parallels = workflow.phases.filter(({ mode }) => mode === 'parallel').length;
  return { steps, parallels, gates, atMost: steps + 2 * parallels + gates + 2 };
}
