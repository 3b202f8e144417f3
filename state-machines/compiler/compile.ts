import { expression, type Machine, type States } from './asl.ts';
import { assignDeadline, phaseDeadline } from './deadlines.ts';
import { dependenciesOf } from './dependencies.ts';
import { entryState, finalState } from './names.ts';
import { compilePhase } from './phase.ts';
import type { Workflow } from './workflow.ts';

/** How long an execution may outlive its time box, seconds: retries that wait, and the way to its end. */
const grace = 3_600;

/**
 * A workflow as a Standard state machine in JSONata, with the placeholder `${AgentFunctionPrefix}` left in.
 *
 * - Its input is `{tenantId, requestId, generation, deadline, input}`; the deadline is the request's, milliseconds since the epoch.
 * - Its output is `{phases: [{name, mode, tasks: [{taskId, agent, status}]}]}`.
 * - When a step fails, the phase settles, then the execution ends FAILED under the step's error.
 *
 * It executes `countStates(workflow).atMost` states at most when nothing fails (`count.ts`).
 *
 * @param workflow one that `checkWorkflow` has found no fault with
 */
export function compileWorkflow(workflow: Workflow): Machine {
  const [first] = workflow.phases;
  if (first === undefined) throw new Error(`the workflow ${workflow.name} has no phases: check it first`);
  const dependencies = dependenciesOf(workflow);
  const phases = workflow.phases.map((phase, at): States => {
    const following = workflow.phases[at + 1];
    return compilePhase(phase, {
      deadline: phaseDeadline(workflow, at),
      variable: variableOf(at),
      next: following === undefined ? finalState : entryState(following),
      assign: assignDeadline(workflow, following),
      dependenciesOf: ({ id }) => dependencies.get(id) ?? [],
    });
  });
  return {
    Comment: `${workflow.title}: ${workflow.description} Compiled from workflows/${workflow.name}.yaml: change that, and run \`baton compile\`.`,
    QueryLanguage: 'JSONata',
    StartAt: entryState(first),
    TimeoutSeconds: workflow.timeBox * 60 + grace,
    States: { ...Object.assign({}, ...phases), ...success(workflow) },
  };
}

function success(workflow: Workflow): States {
  const phases = workflow.phases.map(({ name, mode }, at) => ({ name, mode, tasks: expression(`$${variableOf(at)}`) }));
  return { [finalState]: { Type: 'Succeed', Output: { phases } } };
}

function variableOf(at: number): string {
  return `phase${at + 1}`;
}
