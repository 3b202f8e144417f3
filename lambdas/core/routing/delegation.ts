import type { Registry } from '../agent/registry.ts';
import type { Route } from './route.ts';

/** The first answer to the user: who takes it, and in which order where there are several. */
export function initialReply(route: Route, registry: Pick<Registry, 'byId'>): string {
  const nameOf = (id: string): string => registry.byId(id)?.title.toLowerCase() ?? id;
  const [first] = route.agents;
  if (route.mode === 'clarify' || first === undefined)
    return route.question ?? 'What would you like to have done, and to what?';
  if (route.mode === 'escalate') {
    return lines(`This goes to the ${nameOf(first)}, who plans it before anything is changed.`, '', `@agent-${first}`);
  }
  if (route.mode === 'sequential') {
    const steps = route.steps.map((step, at) => `${at + 1}. ${step.agentId}: ${step.instruction}`);
    return lines(
      'Several experts take this, one after the other:',
      '',
      ...steps,
      '',
      `The ${nameOf(first)} begins.`,
      '',
      `@agent-${first}`,
    );
  }
  const what = route.intent === 'question' ? 'Your question goes' : 'This goes';
  return lines(`${what} to the ${nameOf(first)}.`, '', `@agent-${first}`);
}

/** What the architect is told: why the request is more than one expert's, and the main reason it was sent up. */
export function escalationMessage(route: Pick<Route, 'agents' | 'indicators'>, request: string): string {
  const [architect] = route.agents;
  const indicators = route.indicators.length === 0 ? ['no single domain can be told from it'] : route.indicators;
  return lines(
    `@agent-${architect ?? 'infrastructure-architect'}`,
    '',
    `**Request:** ${request.trim()}`,
    '**Complexity Indicators:**',
    ...indicators.map((indicator) => `- ${indicator}`),
    '',
    `**Routing Note:** sent to you for ${mainReason(route)}`,
  );
}

/** Asks an expert at work how far it is, and what holds it up. */
export function followUpMessage(agentId: string): string {
  return lines(
    `@agent-${agentId}`,
    '',
    '**Status Check:** how far is the work?',
    '**Blocker?** Does anything keep it from being finished?',
  );
}

/** The first indicator that is no count of domains; the words of evidence stay out. */
function mainReason({ indicators }: Pick<Route, 'indicators'>): string {
  const reason = indicators.find((indicator) => !/^\d/.test(indicator)) ?? indicators[0];
  return reason?.replace(/ \('.*$/, '') ?? 'a domain that cannot be told';
}

const lines = (...all: (string | undefined)[]): string => all.filter((line) => line !== undefined).join('\n');
