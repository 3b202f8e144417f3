import type { Registry } from '../agent/registry.ts';
import { indicatorWords, triggerOf } from './indicators.ts';
import { readRequest } from './reading.ts';
import type { Route, RouteStep } from './route.ts';
import { readText } from './text.ts';
import type { Deed } from './verbs.ts';

const deeds: Readonly<Record<Deed, string>> = {
  create: 'set-up',
  change: 'change',
  remove: 'removal',
  repair: 'repair',
  move: 'move',
  watch: 'watch',
  allow: 'permission',
  forbid: 'restriction',
  plan: 'plan',
  read: 'look-up',
};

/**
 * The first answer to the user: what kind of request it is and who takes it, in which order where there are several; and why, in
 * one line, where the words alone would let one expect another.
 *
 * @param request the user's words
 */
export function initialReply(route: Route, registry: Pick<Registry, 'byId'>, request: string): string {
  const nameOf = (id: string): string => registry.byId(id)?.title.toLowerCase() ?? id;
  const [first] = route.agents;
  if (route.workflow !== undefined)
    return `This is what the workflow ${route.workflow} is for: its agents take it, phase by phase.`;
  if (route.mode === 'clarify' || first === undefined)
    return route.question ?? 'What would you like to have done, and to what?';
  const told = {
    escalate: () => [
      `This goes to the ${nameOf(first)}, who plans it before anything is changed: ${whyPlanned(route)}.`,
    ],
    sequential: () => [
      `This takes ${count(route.steps.length)} experts, one after the other:`,
      '',
      ...route.steps.map((step, at) => `${at + 1}. ${step.agentId}: ${step.instruction}`),
      ...implied(route.steps),
      '',
      `The ${nameOf(first)} begins.`,
    ],
    other: () => [
      `This is ${withArticle(kindOf(route, request))}: it goes to the ${nameOf(first)}.`,
      ...asksState(route),
    ],
  };
  const lines = told[route.mode === 'escalate' || route.mode === 'sequential' ? route.mode : 'other']();
  return [...lines, '', `@agent-${first}`].join('\n');
}

function kindOf({ domain, intent }: Route, request: string): string {
  const deed = readRequest(readText(request)).deed;
  const what = intent === 'question' ? 'question' : deed === undefined ? 'request' : deeds[deed];
  return domain === undefined ? what : `${domain} ${what}`;
}

/** A question about how things stand is for whoever watches them, whatever field they are of. */
function asksState({ intent, domain, decidedBy }: Route): string[] {
  const watched = intent === 'question' && domain === 'monitoring' && decidedBy === 'rules';
  return watched ? ['It asks how things stand now: whoever watches them can tell.'] : [];
}

function implied(steps: readonly RouteStep[]): string[] {
  const why = steps.flatMap((step, at) => (step.why === undefined ? [] : [`Step ${at + 1} is added: ${step.why}.`]));
  return why.length === 0 ? [] : ['', ...why];
}

/** The reasons in words; where there is none of the always-list, what made it look like more than one expert's work. */
function whyPlanned({ indicators }: Route): string {
  const reasons = indicators.filter((indicator) => triggerOf(indicator) !== undefined);
  const said = [...new Set((reasons.length > 0 ? reasons : indicators.slice(-1)).map(indicatorWords))];
  if (said.length === 0) return 'whose field it is cannot be told from its words';
  return `${said.slice(0, -1).join(', ')}${said.length > 1 ? ' and ' : ''}${said.at(-1) ?? ''}`;
}

const count = (many: number): string => ['no', 'one', 'two', 'three', 'four', 'five', 'six'][many] ?? String(many);

const withArticle = (kind: string): string => `${/^[aeiou]/i.test(kind) ? 'an' : 'a'} ${kind}`;
