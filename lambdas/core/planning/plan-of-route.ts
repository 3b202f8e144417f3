import { textLimit } from '../session/message.ts';
import { expectedOutcome } from '../routing/expects.ts';
import { indicatorWords } from '../routing/indicators.ts';
import { readRequest } from '../routing/reading.ts';
import type { Route } from '../routing/route.ts';
import { readText } from '../routing/text.ts';
import type { TaskSpec } from '../task/task.ts';
import { planningTaskId } from './plan.ts';

/** What the tasks of a route are told beside it. */
export interface RouteWords {
  /** The user's words, with the answers to what was asked. */
  readonly request: string;
  /** Whether the architect gets it to be on the safe side only. */
  readonly precautionary?: boolean;
  /** The domain of an agent. */
  readonly domainOf: (agentId: string) => string | undefined;
}

/**
 * The tasks of a route: one for a single expert; for several in a row a chain, each building on the one before it; for the architect
 * the planning. None of them says how the route was decided on.
 */
export function planOfRoute(route: Route, { request, precautionary, domainOf }: RouteWords): TaskSpec[] {
  const common = {
    intent: route.intent,
    complexity: route.complexity,
    compensation: { withdraw: true as const },
  };
  if (route.mode !== 'sequential') {
    const [agentId = ''] = route.agents;
    const domain = route.domain === undefined ? {} : { domain: route.domain };
    const plans = route.mode === 'escalate';
    const planning = {
      domains: [...(route.domains ?? [])],
      indicators: route.indicators.map(indicatorWords),
      ...(precautionary === true ? { precautionary: true as const } : {}),
    };
    return [
      {
        ...common,
        ...domain,
        ...(plans ? { planning } : {}),
        taskId: plans ? planningTaskId : taskIdAt(0),
        agentId,
        instruction: request,
        expects: route.expects,
        dependsOn: [],
      },
    ];
  }
  return route.steps.map(({ agentId, instruction }, at) => {
    const domain = domainOf(agentId);
    return {
      ...common,
      ...(domain === undefined ? {} : { domain }),
      taskId: taskIdAt(at),
      agentId,
      instruction,
      request: request.slice(0, textLimit).toWellFormed(),
      expects: expectedOutcome(readRequest(readText(instruction)), false),
      dependsOn: at === 0 ? [] : [taskIdAt(at - 1)],
    };
  });
}

/** Tasks of a route are numbered from 1. */
export function taskIdAt(index: number): string {
  return `t${index + 1}`;
}
