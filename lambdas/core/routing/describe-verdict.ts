import { architectId } from '../agent/definition.ts';
import { clarifyingQuestion } from './clarify.ts';
import { readComplexity } from './complexity.ts';
import { contributingDomains } from './contributing.ts';
import type { Finding } from './escalation.ts';
import { expectedOutcome } from './expects.ts';
import type { Route } from './route.ts';
import type { Case, Verdict } from './verdict.ts';

/** `decidedBy`: what made the decision. */
export const deciders = { rules: 'rules', classifier: 'classifier' } as const;

type Draft = Omit<Route, 'confidence'>;
type Of<Mode extends Verdict['mode']> = Extract<Verdict, { mode: Mode }>;

/** A verdict as a route, with all that people and experts are told of it. */
export function describeVerdict(of: Case, verdict: Verdict): Draft {
  switch (verdict.mode) {
    case 'single':
      return single(of, verdict);
    case 'sequential':
      return sequential(of, verdict);
    case 'workflow':
      return workflow(of, verdict);
    case 'escalate':
      return escalate(of, verdict);
    case 'clarify':
      return clarify(of, verdict);
    default:
      return verdict satisfies never;
  }
}

function base({ reading, scores, experts }: Case, domains: readonly string[], findings: readonly Finding[]) {
  const { complexity, indicators } = readComplexity(reading, domains, findings);
  const shown = scores.candidates.slice(0, 2).filter(({ chance }) => chance > 0.05);
  return {
    intent: reading.intent.intent,
    complexity,
    indicators: [...indicators],
    reasons: [
      `${reading.intent.intent}: ${reading.intent.why}`,
      ...shown.map(
        ({ agentId, chance, words }) => `${experts.domainOf(agentId)} ${chance.toFixed(2)}: ${quoted(words())}`,
      ),
    ],
    expects: expectedOutcome(reading, false),
  };
}

function single(of: Case, { best }: Of<'single'>): Draft {
  const domain = of.experts.domainOf(best.agentId);
  const common = base(of, [domain], []);
  return {
    ...common,
    mode: 'single',
    agents: [best.agentId],
    steps: [{ agentId: best.agentId, instruction: of.request }],
    domain,
    decidedBy: best.byRule === undefined ? deciders.classifier : deciders.rules,
    reasons: best.byRule === undefined ? common.reasons : [best.byRule, ...common.reasons],
  };
}

function sequential(of: Case, { parts }: Of<'sequential'>): Draft {
  const domains = parts.map((part) => of.experts.domainOf(part.agentId));
  const common = base(of, domains, []);
  const steps = parts.map(
    (part, at) => `step ${at + 1} ${domains[at] ?? ''} ${part.chance.toFixed(2)}: '${shortened(part.text)}'`,
  );
  return {
    ...common,
    mode: 'sequential',
    agents: parts.map((part) => part.agentId),
    steps: parts.map(({ agentId, text, why }) => ({
      agentId,
      instruction: text,
      ...(why === undefined ? {} : { why }),
    })),
    domain: domains[0] ?? '',
    decidedBy: deciders.rules,
    reasons: [...common.reasons, ...steps, ...parts.flatMap(({ why }) => why ?? [])],
  };
}

function workflow(of: Case, { name, chance }: Of<'workflow'>): Draft {
  const common = base(of, [], []);
  const words = of.scores.workflows.find((one) => one.name === name)?.words() ?? [];
  return {
    ...common,
    mode: 'workflow',
    agents: [],
    steps: [],
    workflow: name,
    complexity: 'complex',
    indicators: [...common.indicators, `a workflow of several agents: ${name}`],
    decidedBy: deciders.classifier,
    reasons: [`workflow ${name} ${chance.toFixed(2)}: ${quoted(words)}`, ...common.reasons],
  };
}

function escalate(of: Case, { findings, parts, why }: Of<'escalate'>): Draft {
  const domains = parts.map((part) => of.experts.domainOf(part.agentId));
  const common = base(of, domains, findings);
  const own = of.experts.domainOf(architectId);
  const ruled = findings.length > 0;
  const words = of.scores.candidates.find(({ agentId }) => agentId === architectId)?.words() ?? [];
  const judged = ruled ? [] : [`to be planned before it is done (${quoted(words)})`];
  return {
    ...common,
    mode: 'escalate',
    agents: [architectId],
    steps: [{ agentId: architectId, instruction: of.request }],
    domain: own,
    domains: why === undefined ? contributingDomains(of, parts, findings, own) : [],
    indicators: [...common.indicators, ...(why === undefined ? judged : [why])],
    decidedBy: ruled ? deciders.rules : deciders.classifier,
    reasons: [
      ...findings.map(({ trigger, evidence }) => `escalate, ${trigger}: '${evidence}'`),
      ...(why === undefined ? [] : [`escalate: ${why}`]),
      ...common.reasons,
    ],
    expects: expectedOutcome(of.reading, true),
  };
}

function clarify(of: Case, { missing }: Of<'clarify'>): Draft {
  const common = base(of, [], []);
  return {
    ...common,
    mode: 'clarify',
    agents: [],
    steps: [],
    decidedBy: deciders.rules,
    reasons: [
      `clarify: ${missing === 'both' ? 'neither deed nor object' : `no ${missing}`} can be told`,
      ...common.reasons,
    ],
    question: clarifyingQuestion(missing, [...of.experts.agents.values()], of.request),
    expects: 'The user says what is to be done, and to what',
  };
}

const quoted = (words: readonly string[]): string =>
  words.map((word) => `'${shortened(word)}'`).join(', ') || 'no word of its own';

const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 79).toWellFormed()}…` : text);
