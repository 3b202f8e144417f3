import { expression, type Json, type State, type States } from './asl.ts';
import { decisionState, failedPhaseState, failedStepState, stepState } from './names.ts';
import { doneEntry, failedEntry, stepTask } from './step.ts';
import type { ParallelPhase, Phase, SequentialPhase, Step } from './workflow.ts';

/** What a phase has to know of the workflow around it. */
export interface Place {
  /** The moments by the first of which the phase has to be over, JSONata. */
  readonly deadline: readonly string[];
  /** The variable that the phase's answers go into: `phase1`. */
  readonly variable: string;
  /** The state that follows when all has succeeded, and what it wants assigned before. */
  readonly next: string;
  readonly assign: Readonly<Record<string, Json>>;
  readonly dependenciesOf: (step: Step) => readonly string[];
}

/** The states of one phase. Whatever may run its steps in another way has its own mode, and its function here. */
export function compilePhase(phase: Phase, place: Place): States {
  switch (phase.mode) {
    case 'parallel':
      return parallelStates(phase, place);
    case 'sequential':
      return sequentialStates(phase, place);
  }
}

/**
 * Every branch comes to its end: a function that is under way goes on whether or not anybody waits for it, so a failure is
 * kept in the branch's output and cancels nobody. The Choice after the join decides.
 */
function parallelStates(phase: ParallelPhase, place: Place): States {
  const decision = decisionState(phase.name);
  return {
    [phase.name]: {
      Type: 'Parallel',
      Branches: phase.steps.map((step) => branchOf(step, place)),
      Next: decision,
    },
    [decision]: {
      Type: 'Choice',
      Choices: [
        {
          Condition: expression('$exists($states.input.error)'),
          Assign: { failures: expression('[$states.input[$exists(error)]]') },
          Output: {},
          Next: failedPhaseState(phase.name),
        },
      ],
      Assign: { [place.variable]: expression('$states.input'), ...place.assign },
      Output: {},
      Default: place.next,
    },
    ...failureOf(phase),
  };
}

function branchOf(step: Step, place: Place): Json {
  const failed = failedStepState(step);
  return {
    StartAt: stepState(step),
    States: {
      [stepState(step)]: {
        ...stepTask(step, place.dependenciesOf(step), place.deadline),
        Catch: [{ ErrorEquals: ['States.ALL'], Output: failedEntry(step), Next: failed }],
        Output: expression(doneEntry(step)),
        End: true,
      },
      [failed]: { Type: 'Pass', End: true },
    },
  };
}

/** One step after the other; each failure leads to the one state that ends the phase. */
function sequentialStates(phase: SequentialPhase, place: Place): States {
  const states = phase.steps.map((step, index): [string, State] => {
    const following = phase.steps[index + 1];
    const entry = `[${doneEntry(step)}]`;
    const answers = index === 0 ? entry : `$append($${place.variable}, ${entry})`;
    const task = {
      ...stepTask(step, place.dependenciesOf(step), place.deadline),
      Catch: [
        {
          ErrorEquals: ['States.ALL'],
          Assign: { failures: [failedEntry(step)] },
          Output: {},
          Next: failedPhaseState(phase.name),
        },
      ],
      Assign: { [place.variable]: expression(answers), ...(following === undefined ? place.assign : {}) },
      Output: {},
      Next: following === undefined ? place.next : stepState(following),
    };
    return [stepState(step), task];
  });
  return { ...Object.fromEntries(states), ...failureOf(phase) };
}

/** The execution ends under the error of the first step that failed; the cause names all of them. */
function failureOf({ name }: Phase): States {
  return {
    [failedPhaseState(name)]: {
      Type: 'Fail',
      Error: expression('$failures[0].error'),
      Cause: expression("$join([$failures.(taskId & ': ' & cause)], '; ')"),
    },
  };
}
