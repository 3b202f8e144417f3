import type { FieldFault } from '../../lambdas/core/errors.ts';
import { finalState, nameLimit, ownStates, stepStates } from './names.ts';
import type { PhaseOutline, StepOutline, WorkflowOutline } from './outline.ts';

/** Steps that cannot be told apart, agents that do not exist, what can be neither undone nor left, and wrong dependencies. */
export function stepFaults({ phases }: WorkflowOutline, agents: ReadonlySet<string>): FieldFault[] {
  const faults: FieldFault[] = [];
  const everywhere = new Set(phases.flatMap(({ steps }) => steps.map(({ id }) => id)));
  const earlier = new Set<string>();
  for (const { mode, steps } of phases) {
    const beside = new Set(mode === 'parallel' ? steps.map(({ id }) => id) : []);
    for (const step of steps) {
      const say = (message: string) => faults.push({ field: step.place, message });
      if (step.id !== undefined && earlier.has(step.id)) say(`id: another step is called "${step.id}" already`);
      if (step.agent !== undefined && !agents.has(step.agent)) {
        say(`agent: "${step.agent}" is not registered; there are: ${[...agents].sort().join(', ')}`);
      }
      if (step.compensated === step.irreversible) say(undoFault(step));
      for (const id of step.dependsOn) {
        if (id === step.id) say('dependsOn: a step cannot build on itself');
        else if (beside.has(id)) say(`dependsOn: "${id}" is of the same parallel phase and runs beside it`);
        else if (!everywhere.has(id)) say(`dependsOn: there is no step "${id}"`);
        else if (!earlier.has(id)) say(`dependsOn: "${id}" comes later`);
      }
      if (step.id !== undefined) earlier.add(step.id);
    }
  }
  return faults;
}

function undoFault({ compensated }: StepOutline): string {
  return compensated
    ? 'has both compensate and irreversible: it is one or the other'
    : 'has neither compensate nor irreversible: say what undoes it, or why nothing can or need';
}

/** A time box inside another cannot be longer: the outer one would cut it off. */
export function timeBoxFaults({ timeBox, phases }: WorkflowOutline): FieldFault[] {
  const faults: FieldFault[] = [];
  const compare = (field: string, inner: number | undefined, outer: number | undefined, whose: string) => {
    if (inner === undefined || outer === undefined || inner <= outer) return;
    faults.push({ field, message: `timeBox: ${inner} minutes are longer than the ${outer} of ${whose}` });
  };
  for (const phase of phases) {
    compare(phase.place, phase.timeBox, timeBox, 'the workflow');
    for (const step of phase.steps) {
      if (phase.timeBox === undefined) compare(step.place, step.timeBox, timeBox, 'the workflow');
      else compare(step.place, step.timeBox, phase.timeBox, 'its phase');
    }
  }
  return faults;
}

/** Names of states that are too long, or that two states would have. */
export function nameFaults({ phases }: WorkflowOutline): FieldFault[] {
  const faults: FieldFault[] = [];
  const takenBy = new Map([[finalState, 'the state that ends the machine']]);
  for (const phase of phases) {
    for (const [field, state] of statesOf(phase)) {
      if (state.length > nameLimit) {
        faults.push({
          field,
          message: `the state "${state}" has ${state.length} characters; ${nameLimit} are the most`,
        });
      }
      const other = takenBy.get(state);
      if (other !== undefined)
        faults.push({ field, message: `the state "${state}" would be there twice: see ${other}` });
      takenBy.set(state, field);
    }
  }
  return faults;
}

/** The states that a phase would make, each with the place that named it. */
function statesOf({ place, name, mode, steps }: PhaseOutline): [place: string, state: string][] {
  if (mode !== 'parallel' && mode !== 'sequential') return [];
  const own = name === undefined ? [] : ownStates(mode, name);
  const ofSteps = steps.flatMap(({ place, title, agent }) => {
    if (title === undefined || agent === undefined) return [];
    return stepStates(mode, { title, agent }).map((state): [string, string] => [place, state]);
  });
  return [...own.map((state): [string, string] => [place, state]), ...ofSteps];
}
