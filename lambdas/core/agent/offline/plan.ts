import { taskIdAt } from '../../planning/plan-of-route.ts';
import type { Planned } from '../../task/planned.ts';
import type { ResultBody } from '../../task/result.ts';
import type { TaskSpec } from '../../task/task.ts';
import type { AgentDefinition } from '../definition.ts';
import type { AgentContext, Colleague } from '../provider.ts';
import { clip } from '../../text/markdown.ts';
import { prepareRunbook } from './runbook.ts';

/**
 * The order of the work: what things run on, are reached by and are kept on side by side; then what protects them, what joins them,
 * and at last what watches over all of it. A domain that is not named here belongs to the first stage.
 */
const stages = [['compute', 'network', 'storage'], ['security'], ['integration'], ['monitoring']] as const;

/** How much of the request goes into each task's instruction; the whole of it goes along beside. */
const wordsLimit = 4_000;

/**
 * Prepares the planner's own document, and a plan: one task for each domain that has a part in the request, in the order of the
 * work. Where no domain was found the document is all there is.
 */
export function preparePlan(agent: AgentDefinition, task: TaskSpec, context: AgentContext): ResultBody {
  const own = prepareRunbook(agent, task, context);
  const plan = planFor(task, context.colleagues ?? []);
  const count = plan.tasks.length;
  const experts = plan.tasks.map(({ agentId }) => agentId).join(', ');
  return {
    ...own,
    outcome:
      count === 0
        ? own.outcome
        : `${own.outcome} Planned ${count === 1 ? 'one task' : `${count} tasks`} to go with it: ${experts}.`,
    facts: { ...own.facts, tasks: count },
    plan,
  };
}

function planFor({ instruction, planning }: TaskSpec, colleagues: readonly Colleague[]): Planned {
  const experts = [...new Set(planning?.domains ?? [])].flatMap((domain) => {
    const expert = colleagues.find((one) => one.domain === domain);
    return expert === undefined ? [] : [{ ...expert, domain, stage: stageOf(domain) }];
  });
  const tasks: Planned['tasks'] = [];
  let before: string[] = [];
  for (const [stage] of stages.entries()) {
    const here = experts.filter((one) => one.stage === stage).toSorted((a, b) => placeOf(a.domain) - placeOf(b.domain));
    const made = here.map(({ id, title, description, domain }, at) => ({
      taskId: taskIdAt(tasks.length + at),
      agentId: id,
      instruction: `The ${domain} part of: ${clip(instruction, wordsLimit)}`,
      expects: `What the ${title.toLowerCase()} contributes (${description}) is prepared, and fits the decision document of the plan.`,
      dependsOn: before,
    }));
    tasks.push(...made);
    if (made.length > 0) before = made.map(({ taskId }) => taskId);
  }
  return { tasks };
}

function stageOf(domain: string): number {
  return Math.max(
    0,
    stages.findIndex((stage: readonly string[]) => stage.includes(domain)),
  );
}

/** Among the domains of its stage; those that are not named come last. */
function placeOf(domain: string): number {
  const order: readonly string[] = stages.flat();
  return order.includes(domain) ? order.indexOf(domain) : order.length;
}
