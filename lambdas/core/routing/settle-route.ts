import { architectId } from '../agent/definition.ts';
import { excerpt } from '../text/markdown.ts';
import { barTo, needsAdvice } from './advice-bounds.ts';
import { type Advice, type AdviceMode, type Consultation, reasonLimit, type Routable } from './advice.ts';
import { clarifyingQuestion } from './clarify.ts';
import { readComplexity } from './complexity.ts';
import { modelDecider, sureFrom } from './confidence.ts';
import { expectedOutcome } from './expects.ts';
import type { Reading } from './reading.ts';
import type { Route, RouteStep } from './route.ts';
import { readTurns } from './turns.ts';
import { usersWords } from './users-words.ts';

/**
 * The decision after a model was asked. Its advice counts where the first tier is unsure, no rule has escalated the request, and
 * the advice keeps to the registry, the never-list and the number of questions; otherwise the first tier's best answer stands and
 * says why. Of the model's words only the reason is kept, for people: experts are given the user's words.
 */
export function settleRoute(first: Route, consultation: Consultation, of: Routable): Route {
  const reading = readTurns(of.input);
  if (!needsAdvice(first)) return first;
  const { usage } = consultation;
  const stands = (why: string): Route => ({
    ...first,
    usage,
    reasons: [...first.reasons, `a model was asked and did not decide: ${excerpt(why, reasonLimit)}`],
  });
  if ('failure' in consultation) return stands(`${consultation.failure.name}, ${consultation.failure.message}`);
  const { advice } = consultation;
  const agents = [...new Set(advice.parts.map(({ agent }) => agent))];
  const mode = modeOf(advice, agents);
  const fault = faultOf(mode, agents, of) ?? barTo(mode, reading, of.input.round);
  if (fault !== undefined) return stands(fault);
  return { ...decided(first, mode, agents, advice, reading, of), usage };
}

/** What the advice comes to: what one expert does in several steps is one expert's, and what the architect does is planned. */
function modeOf({ mode }: Advice, agents: readonly string[]): AdviceMode {
  if (mode !== 'single' && mode !== 'sequential') return mode;
  if (agents.length === 1) return agents[0] === architectId ? 'escalate' : 'single';
  return mode;
}

function faultOf(mode: AdviceMode, agents: readonly string[], of: Routable): string | undefined {
  if (mode === 'workflow') {
    const [name = '', ...more] = agents;
    if (more.length > 0) return `one workflow was to take it, and ${agents.length} were named`;
    return of.workflows.some((one) => one.name === name) ? undefined : `no requests go to a workflow ${shown(name)}`;
  }
  const unknown = agents.find((id) => of.agents.every((agent) => agent.id !== id));
  if (unknown !== undefined) return `no requests go to an agent ${shown(unknown)}`;
  if (mode === 'single' && agents.length !== 1)
    return `a single expert was to take it, and ${agents.length} were named`;
  if (mode === 'sequential' && agents.length < 2) return 'several experts were to take it, and none was named';
  if (mode === 'sequential' && agents.includes(architectId)) return 'the architect was to be one of several in a row';
  return undefined;
}

const shown = (name: string): string => JSON.stringify(excerpt(name, 40));

function decided(
  first: Route,
  mode: AdviceMode,
  agents: readonly string[],
  advice: Advice,
  reading: Reading,
  of: Routable,
): Route {
  const domainOf = (id: string): string => of.agents.find((agent) => agent.id === id)?.routing.domain ?? id;
  const domains = mode === 'workflow' ? [] : agents.filter((id) => id !== architectId).map(domainOf);
  const { complexity, indicators } = readComplexity(reading, domains, []);
  const common = {
    intent: first.intent,
    complexity,
    indicators: [...indicators],
    // What it takes to be acted upon: nobody has measured how often a model is right.
    confidence: sureFrom,
    decidedBy: modelDecider,
    reasons: [`model: ${excerpt(advice.reason, reasonLimit) || 'no reason given'}`, before(first), ...first.reasons],
    expects: expectedOutcome(reading, mode === 'escalate'),
  };
  const whole = reading.text.clean;
  switch (mode) {
    case 'single':
    case 'sequential': {
      const steps = mode === 'single' ? agents.map((id) => step(id, whole)) : stepsOf(advice, whole);
      return { ...common, mode, agents: steps.map(({ agentId }) => agentId), steps, domain: domains[0] ?? '' };
    }
    case 'workflow': {
      const [workflow = ''] = agents;
      const why = `a workflow of several agents: ${workflow}`;
      return {
        ...common,
        mode,
        agents: [],
        steps: [],
        workflow,
        complexity: 'complex',
        indicators: [...indicators, why],
      };
    }
    case 'escalate':
      return {
        ...common,
        mode,
        agents: [architectId],
        steps: [step(architectId, whole)],
        domain: domainOf(architectId),
        domains,
        complexity: complexity === 'very-complex' ? complexity : 'complex',
        indicators: [...indicators, 'to be planned before it is done'],
      };
    case 'clarify':
      return {
        ...common,
        mode,
        agents: [],
        steps: [],
        question: first.question ?? clarifyingQuestion('both', of.agents, whole),
        expects: 'The user says what is wanted',
      };
    default:
      return mode satisfies never;
  }
}

const stepsOf = ({ parts }: Advice, whole: string): RouteStep[] =>
  parts.map(({ agent, part }) => step(agent, usersWords(part, whole) ?? whole));

const step = (agentId: string, instruction: string): RouteStep => ({ agentId, instruction });

function before({ mode, agents, confidence, decidedBy }: Route): string {
  const to = agents.length === 0 ? '' : ` ${agents.join(' → ')}`;
  return `before it, ${decidedBy}: ${mode}${to}, ${Math.round(confidence * 100)} % sure`;
}
