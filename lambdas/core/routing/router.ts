import type { AgentDefinition } from '../agent/definition.ts';
import { maxRounds } from '../request/question.ts';
import { clarifyingQuestion, findMissing, type Missing } from './clarify.ts';
import { createClassifier, type ClassifierModel } from './classifier.ts';
import { readComplexity } from './complexity.ts';
import { contributingDomains } from './contributing.ts';
import { createScorer, type DomainScores, type Scorer } from './domains.ts';
import { isElsewhere } from './elsewhere.ts';
import { findTriggers, type Finding } from './escalation.ts';
import { expectedOutcome } from './expects.ts';
import { withImplied } from './implied.ts';
import { interdependence } from './interdependence.ts';
import { partsOf, type Part } from './parts.ts';
import { readRequest, type Reading } from './reading.ts';
import { createExperts, type Experts } from './experts.ts';
import type { Route } from './route.ts';
import { routineOf, withoutSurroundings } from './routine.ts';
import { readText } from './text.ts';

export interface RouterInput {
  readonly text: string;
  /** How many times the user was asked already. */
  readonly round: number;
  /** What the user said to the questions so far; part of the request. */
  readonly answers: readonly string[];
}

export type Router = (input: RouterInput) => Route;

/** Who plans what no single expert can answer for. */
export const architectId = 'infrastructure-architect';

/** `decidedBy`: which tier made the decision. */
export const deciders = { rules: 'rules', classifier: 'classifier' } as const;

/** An action whose best expert is less likely than this, and hardly likelier than the next, has no clear domain. */
const unclear = { chance: 0.3, lead: 0.06 };

/** How sure the classifier must be of the architect where no rule names a reason. */
const architectChance = 0.5;

/**
 * The first tier: rules and a trained classifier over the registry; no model, no network. The decision takes the order of the
 * design's precedence: clarify, escalate, sequential, single, and an unclear action escalates.
 */
export function createRouter(of: { agents: readonly AgentDefinition[]; classifier: ClassifierModel }): Router {
  const experts = createExperts(of.agents);
  const score = createScorer(experts, createClassifier(of.classifier));
  return ({ text, round, answers }) => {
    const said = [text, ...answers].map((turn) => readText(turn)).filter((turn) => turn.tokens.length > 0);
    const turns = said.map(({ clean }, at) => (at < said.length - 1 ? asSentence(clean) : clean));
    const whole = readText(answers.length === 0 ? text : turns.join('\n'));
    const reading = readRequest(whole, said.length === 0 ? [whole] : said);
    return decide({ reading, scores: score(whole), experts, score, round, request: whole.clean });
  };
}

/** What is said in answer to a question is a sentence of its own, whether a full stop was typed or not. */
const asSentence = (said: string): string => (/[\p{L}\p{N}]$/u.test(said) ? `${said}.` : said);

interface Case {
  readonly reading: Reading;
  readonly scores: DomainScores;
  readonly experts: Experts;
  readonly score: Scorer;
  readonly round: number;
  readonly request: string;
}

function decide(of: Case): Route {
  const { reading, scores, experts } = of;
  const findings = withoutSurroundings(findTriggers(reading), reading, chanceOf(scores, architectId));
  const missing = isElsewhere(reading, scores)
    ? 'field'
    : findings.length > 0
      ? undefined
      : findMissing(reading, scores);
  if (missing !== undefined && of.round < maxRounds) return clarify(of, missing);

  const best = bestFor(of);
  const parts = partsFor(of, best);
  const domains = parts.parts.map((part) => experts.domainOf(part.agentId));
  const knot = interdependence(reading, domains);
  const reasons = knot === undefined ? findings : [...findings, knot];
  if (reasons.length > 0) return escalate(of, reasons, parts.parts);

  if (missing !== undefined) return escalate(of, [], [], 'still unclear after three questions');
  const routine = routineOf(reading) !== undefined;
  if (best.agentId === architectId && !(routine && best.chance < architectChance)) return escalate(of, [], parts.parts);
  if (parts.parts.length > 1) return sequential(of, parts);
  const lead = best.chance - (scores.candidates[1]?.chance ?? 0);
  if (reading.intent.intent === 'action' && !routine && best.chance < unclear.chance && lead < unclear.lead) {
    return escalate(
      of,
      [],
      [],
      `no domain is clear: ${experts.domainOf(best.agentId)} ${best.chance.toFixed(2)} at best`,
    );
  }
  return single(of, best);
}

interface Choice {
  readonly agentId: string;
  readonly chance: number;
  readonly byRule: string | undefined;
}

/** The likeliest expert; a question about the present state is for whoever watches. */
function bestFor({ reading, scores, experts }: Case): Choice {
  const watcher = [...experts.agents.keys()].find((id) => experts.domainOf(id) === 'monitoring');
  if (reading.intent.state && watcher !== undefined) {
    return { agentId: watcher, chance: Math.max(0.8, chanceOf(scores, watcher)), byRule: 'asks for the present state' };
  }
  const first = scores.candidates[0];
  const expert = scores.candidates.find(({ agentId }) => agentId !== architectId);
  const reluctant = first?.agentId === architectId && first.chance < architectChance && (expert?.chance ?? 0) > 0.25;
  const chosen = reluctant ? expert : first;
  return { agentId: chosen?.agentId ?? architectId, chance: chosen?.chance ?? 0, byRule: undefined };
}

function partsFor({ reading, scores, experts, score }: Case, best: Choice): { parts: Part[]; why: string[] } {
  const one: Part = { agentId: best.agentId, text: reading.text.clean, chance: best.chance };
  if (reading.intent.intent === 'question') return { parts: [one], why: [] };
  const cut = partsOf(reading.text, scores, score, experts).filter((part) => part.agentId !== architectId);
  return withImplied(cut.length > 1 ? cut : [one], reading, experts);
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
  };
}

function single(of: Case, best: Choice): Route {
  const domain = of.experts.domainOf(best.agentId);
  const common = base(of, [domain], []);
  return {
    ...common,
    mode: 'single',
    agents: [best.agentId],
    steps: [{ agentId: best.agentId, instruction: of.request }],
    domain,
    confidence: rounded(best.chance),
    decidedBy: best.byRule === undefined ? deciders.classifier : deciders.rules,
    reasons: best.byRule === undefined ? common.reasons : [best.byRule, ...common.reasons],
    expects: expectedOutcome(of.reading, false),
  };
}

function sequential(of: Case, { parts, why }: { parts: readonly Part[]; why: readonly string[] }): Route {
  const domains = parts.map((part) => of.experts.domainOf(part.agentId));
  const common = base(of, domains, []);
  return {
    ...common,
    mode: 'sequential',
    agents: parts.map((part) => part.agentId),
    steps: parts.map(({ agentId, text }) => ({ agentId, instruction: text })),
    domain: domains[0] ?? '',
    confidence: rounded(Math.min(...parts.map((part) => part.chance))),
    decidedBy: deciders.rules,
    reasons: [
      ...common.reasons,
      ...parts.map(
        (part, at) => `step ${at + 1} ${domains[at] ?? ''} ${part.chance.toFixed(2)}: '${shortened(part.text)}'`,
      ),
      ...why,
    ],
    expects: expectedOutcome(of.reading, false),
  };
}

function escalate(of: Case, findings: readonly Finding[], parts: readonly Part[], why?: string): Route {
  const domains = parts.map((part) => of.experts.domainOf(part.agentId));
  const common = base(of, domains, findings);
  const own = of.experts.domainOf(architectId);
  const ruled = findings.length > 0;
  const chance = chanceOf(of.scores, architectId);
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
    confidence: rounded(
      ruled ? Math.max(0.75, Math.min(0.97, 0.7 + chance / 4 + findings.length / 20)) : Math.max(chance, 0.4),
    ),
    decidedBy: ruled || why !== undefined ? deciders.rules : deciders.classifier,
    reasons: [
      ...findings.map(({ trigger, evidence }) => `escalate, ${trigger}: '${evidence}'`),
      ...(why === undefined ? [] : [`escalate: ${why}`]),
      ...common.reasons,
    ],
    expects: expectedOutcome(of.reading, true),
  };
}

function clarify(of: Case, missing: Missing): Route {
  const domains = [...of.experts.agents.keys()].filter((id) => id !== architectId).map((id) => of.experts.domainOf(id));
  const common = base(of, [], []);
  return {
    ...common,
    mode: 'clarify',
    agents: [],
    steps: [],
    confidence: rounded(Math.max(0.6, of.scores.nothing)),
    decidedBy: deciders.rules,
    reasons: [
      `clarify: ${missing === 'both' ? 'neither deed nor object' : `no ${missing}`} can be told`,
      ...common.reasons,
    ],
    question: clarifyingQuestion(missing, domains),
    expects: 'The user says what is to be done, and to what',
  };
}

const chanceOf = (scores: DomainScores, agentId: string): number =>
  scores.candidates.find((candidate) => candidate.agentId === agentId)?.chance ?? 0;

const quoted = (words: readonly string[]): string =>
  words.map((word) => `'${shortened(word)}'`).join(', ') || 'no word of its own';

const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 79).toWellFormed()}…` : text);

const rounded = (chance: number): number => Math.round(Math.min(1, Math.max(0, chance)) * 1000) / 1000;
