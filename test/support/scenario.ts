import { reversed } from '../../lambdas/core/planning/graph.ts';
import type { RequestRecord } from '../../lambdas/core/request/request.ts';
import type { Fault } from '../../lambdas/core/task/faults.ts';
import type { Compensation } from '../../lambdas/core/task/task.ts';
import type { Workflow } from '../../state-machines/compiler/workflow.ts';
import { aRequest, aRoute, aTask } from './fixtures.ts';
import type { MemoryJournal } from './memory-journal.ts';

/** Whose tasks a plan's are. */
export const planAgent = 'network-expert';

/** A task of a plan, as a test wants it to go. */
export interface ScenarioTask {
  readonly taskId: string;
  readonly dependsOn: readonly string[];
  /** undefined: nothing undoes it. @default by an instruction */
  readonly compensation?: Compensation | undefined;
}

export interface Scenario {
  readonly of: readonly ScenarioTask[] | Workflow;
  /** What goes wrong with which attempt. */
  readonly faults?: readonly Fault[];
  /** Seconds that a task's work takes. @default 10 */
  readonly seconds?: (taskId: string) => number;
  /** How many times the compensation of a task fails before it succeeds. @default 0 */
  readonly failingCompensations?: (taskId: string) => number;
  readonly onFailure?: RequestRecord['onFailure'];
  /** When the user cancels the request, virtual seconds from its start. @default never */
  readonly cancelAfter?: number;
  /** The user wants it rolled back when it is over. */
  readonly rollsBackAfterwards?: boolean;
  /** How many times a review does not accept what it looks at. @default 0 */
  readonly refusals?: number;
  /** Seconds that pass between an agent's being called and its first look at the journal. @default 0 */
  readonly coldStart?: number;
  readonly seed?: number;
  /** How many iterations of a plan's Map run at a time; they start in an order of the seed's. @default 40 */
  readonly width?: number;
  /** Kills the function that takes this step of the protocol, the first being 1, right after it. */
  readonly dieAfter?: number;
}

/** Puts the request of a scenario into the journal, routed and under way, with the tasks of its plan. */
export function writeRequest(
  journal: MemoryJournal,
  scenario: Scenario,
  tasks: readonly ScenarioTask[],
  workflow: Workflow | undefined,
): void {
  const { onFailure = 'roll-back', faults = [] } = scenario;
  const mode = workflow === undefined ? 'sequential' : 'workflow';
  const named = workflow === undefined ? {} : { workflow: workflow.name };
  const route = aRoute({ mode, ...named });
  const request = aRequest({ status: 'running', route, onFailure, inject: [...faults] });
  journal.requestRecords.set('acme r1', request);
  const dependents = reversed(new Map(tasks.map(({ taskId, dependsOn }) => [taskId, dependsOn])));
  for (const task of tasks) {
    const { taskId, dependsOn } = task;
    const compensation = 'compensation' in task ? task.compensation : { instruction: `Take ${taskId} back` };
    const record = aTask({
      taskId,
      agentId: planAgent,
      dependsOn: [...dependsOn],
      dependents: dependents.get(taskId) ?? [],
      ...(compensation === undefined ? {} : { compensation }),
      ...(dependsOn.length === 0 ? {} : { waitingOn: [...new Set(dependsOn)] }),
    });
    journal.taskRecords.set(`acme r1 ${taskId}`, record);
  }
}
