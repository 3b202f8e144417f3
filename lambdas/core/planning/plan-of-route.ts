import { textLimit } from '../session/message.ts';
import type { Route } from '../routing/route.ts';
import type { TaskSpec } from '../task/task.ts';
import { planningTaskId } from './plan.ts';

/**
 * The tasks of a route: one for a single expert; for several in a row a chain, each building on the one before it; for the architect
 * the planning.
 *
 * @param request the user's words, with the answers to what was asked
 */
export function planOfRoute(route: Route, request: string): TaskSpec[] {
  const common = {
    intent: route.intent,
    complexity: route.complexity,
    compensation: { withdraw: true as const },
  };
  if (route.mode !== 'sequential') {
    const [agentId = ''] = route.agents;
    const domain = route.domain === undefined ? {} : { domain: route.domain };
    const plans = route.mode === 'escalate';
    const { domains = [], indicators } = route;
    return [
      {
        ...common,
        ...domain,
        ...(plans ? { planning: { domains, indicators } } : {}),
        taskId: plans ? planningTaskId : taskIdAt(0),
        agentId,
        instruction: request,
        expects: route.expects,
        dependsOn: [],
      },
    ];
  }
  return route.steps.map(({ agentId, instruction }, at) => ({
    ...common,
    taskId: taskIdAt(at),
    agentId,
    instruction,
    request: request.slice(0, textLimit).toWellFormed(),
    expects: at === route.steps.length - 1 ? route.expects : '',
    dependsOn: at === 0 ? [] : [taskIdAt(at - 1)],
  }));
}

/** Tasks of a route are numbered from 1. */
export function taskIdAt(index: number): string {
  return `t${index + 1}`;
}
