import type { Phase, Step, Workflow } from './workflow.ts';

/** By step: the ids of the steps whose results it builds on, those it names or those it has by default. */
export function dependenciesOf(workflow: Workflow): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, readonly string[]>();
  workflow.phases.forEach((phase, at) => {
    const before = workflow.phases[at - 1]?.steps.map(({ id }) => id) ?? [];
    phase.steps.forEach((step, index) => all.set(step.id, step.dependsOn ?? byDefault(phase, index, before)));
  });
  return all;
}

function byDefault(phase: Phase, index: number, before: readonly string[]): readonly string[] {
  const previous: Step | undefined = phase.mode === 'sequential' ? phase.steps[index - 1] : undefined;
  return previous === undefined ? before : [previous.id];
}
