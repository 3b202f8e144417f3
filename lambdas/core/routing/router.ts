import type { AgentDefinition } from '../agent/definition.ts';
import { type ClassifierModel, createClassifier } from './classifier.ts';
import { confidenceOf, type ConfidenceWeights, type Signals, signalsOf } from './confidence.ts';
import { describeVerdict } from './describe-verdict.ts';
import { createScorer } from './domains.ts';
import { createExperts } from './experts.ts';
import type { Route } from './route.ts';
import type { SideWeights } from './side.ts';
import type { SplitWeights } from './split.ts';
import { beyondSmallTalk } from './small-talk.ts';
import { readText } from './text.ts';
import { readTurns } from './turns.ts';
import { type Case, reachVerdict, type Verdict } from './verdict.ts';

export interface RouterInput {
  readonly text: string;
  /** How many times the user was asked already. */
  readonly round: number;
  /** What the user said to the questions so far; part of the request. */
  readonly answers: readonly string[];
}

export type Router = (input: RouterInput) => Route;

export interface RouterParts {
  readonly agents: readonly AgentDefinition[];
  /** The names of the workflows that can be run on nothing but a request's words. */
  readonly workflows?: readonly string[];
  readonly model: RoutingModel;
}

/** All that was learned from the examples. */
export interface RoutingModel {
  /** Labels: the experts of infrastructure, and one for what asks for nothing. */
  readonly infrastructure: ClassifierModel;
  /** Labels: the agents of the other teams, workflows, and one for all that is not theirs; absent without other teams. */
  readonly teams: ClassifierModel | undefined;
  /** What makes one number of all that speaks for a decision. */
  readonly confidence: ConfidenceWeights;
  /** What tells other teams' work from infrastructure's. */
  readonly side: SideWeights;
  /** What tells several pieces of work from one. */
  readonly split: SplitWeights;
}

/** A decision with everything it rests on. */
export interface Explained {
  readonly route: Route;
  readonly of: Case;
  readonly verdict: Verdict;
  readonly signals: Signals;
}

/** The first tier: rules and a trained classifier over the registry; no model, no network. */
export function createRouter(parts: RouterParts): Router {
  const explain = createExplainer(parts);
  return (input) => explain(input).route;
}

/** The same decision, with what it rests on. */
export function createExplainer(parts: RouterParts): (input: RouterInput) => Explained {
  const experts = createExperts(parts.agents, parts.workflows);
  const { infrastructure, teams } = parts.model;
  const score = createScorer(experts, {
    infrastructure: createClassifier(infrastructure),
    teams: teams === undefined ? undefined : createClassifier(teams),
    side: parts.model.side,
  });
  return (input) => {
    const reading = readTurns(input);
    const { text } = reading;
    const { split, confidence: weights } = parts.model;
    const of: Case = {
      reading,
      scores: score(readText(beyondSmallTalk(text.clean))),
      experts,
      score,
      split,
      round: input.round,
      request: text.clean,
    };
    const verdict = reachVerdict(of);
    const signals = signalsOf(of, verdict);
    const confidence = confidenceOf(signals, weights);
    return { route: { ...describeVerdict(of, verdict), confidence }, of, verdict, signals };
  };
}
