import { architectId } from '../agent/definition.ts';
import { maxRounds } from '../request/question.ts';
import { findMissing, type Missing } from './clarify.ts';
import type { DomainScores, Scorer } from './domains.ts';
import { isElsewhere } from './elsewhere.ts';
import { findTriggers, type Finding } from './escalation.ts';
import type { Experts } from './experts.ts';
import { withImplied } from './implied.ts';
import { interdependence } from './interdependence.ts';
import { type CutPart, partsOf, type Part } from './parts.ts';
import type { Reading } from './reading.ts';
import { routineOf, withoutSurroundings } from './routine.ts';
import { smallTalkIn } from './small-talk.ts';
import { chanceOfSplit, type SplitSignals, signalsOfSplit, type SplitWeights } from './split.ts';

/** A request and all that is known about it before it is decided. */
export interface Case {
  readonly reading: Reading;
  readonly scores: DomainScores;
  readonly experts: Experts;
  readonly score: Scorer;
  readonly split: SplitWeights;
  /** How many times the user was asked already. */
  readonly round: number;
  /** All that was said, in the user's own words. */
  readonly request: string;
}

export interface Choice {
  readonly agentId: string;
  readonly chance: number;
  readonly byRule: string | undefined;
}

/** What is to happen with a request, and what it rests on. */
export type Verdict =
  | { readonly mode: 'clarify'; readonly missing: Missing }
  | {
      readonly mode: 'escalate';
      readonly findings: readonly Finding[];
      readonly parts: readonly Part[];
      /** Why it is escalated without a finding; absent where the classifier holds it for the architect's. */
      readonly why?: string;
    }
  | {
      readonly mode: 'sequential';
      readonly parts: readonly Part[];
      /** How likely the parts are pieces of work of their own; 0 where only a rule made several of one. */
      readonly split: number;
    }
  | { readonly mode: 'workflow'; readonly name: string; readonly chance: number }
  | { readonly mode: 'single'; readonly best: Choice; readonly split: number };

/** An action whose best expert is less likely than this, and hardly likelier than the next, has no clear domain. */
const unclear = { chance: 0.2, lead: 0.06 };

/** How sure the classifier must be of the architect where no rule names a reason. */
const architectChance = 0.5;

/** How likely whoever watches must be, at the least, to be asked for the present state of something. */
const stateChance = 0.1;

/** The same where the work is routine. */
const routineChance = 0.8;

/** How sure the classifier must be of a workflow: a run of one is the work of many agents. */
const workflowChance = 0.5;

/** Decides in the order of the design's precedence: clarify, escalate, workflow, sequential, single; an unclear action escalates. */
export function reachVerdict(of: Case): Verdict {
  const { reading, scores, experts } = of;
  const infrastructure = scores.team === 'infrastructure';
  const findings = infrastructure
    ? withoutSurroundings(findTriggers(reading), reading, chanceOf(scores, architectId))
    : [];
  const missing = missingOf(of, findings);
  if (missing !== undefined && of.round < maxRounds) return { mode: 'clarify', missing };

  const [workflow] = scores.workflows;
  const asked = reading.intent.intent === 'question' && !reading.intent.why.endsWith('state');
  if (findings.length === 0 && !asked && workflow !== undefined && workflow.chance >= workflowChance) {
    return { mode: 'workflow', name: workflow.name, chance: workflow.chance };
  }
  const best = bestFor(of);
  const { parts, split, cut } = partsFor(of, best);
  const knot = infrastructure
    ? interdependence(
        reading,
        parts.map((part) => experts.domainOf(part.agentId)),
      )
    : undefined;
  const reasons = knot === undefined ? findings : [...findings, knot];
  if (reasons.length > 0) return { mode: 'escalate', findings: reasons, parts: cut };
  if (missing !== undefined) {
    return { mode: 'escalate', findings: [], parts: [], why: 'still unclear after three questions' };
  }
  const routine = routineOf(reading) !== undefined;
  if (best.agentId === architectId) {
    return { mode: 'escalate', findings: [], parts: cut };
  }
  if (parts.length > 1) return { mode: 'sequential', parts, split };
  const lead = best.chance - (scores.candidates[1]?.chance ?? 0);
  if (reading.intent.intent === 'action' && !routine && best.chance < unclear.chance && lead < unclear.lead) {
    const why = `no domain is clear: ${experts.domainOf(best.agentId)} ${best.chance.toFixed(2)} at best`;
    return { mode: 'escalate', findings: [], parts: [], why };
  }
  return { mode: 'single', best, split };
}

function missingOf({ reading, scores, request }: Case, findings: readonly Finding[]): Missing | undefined {
  if (isElsewhere(reading, scores) || smallTalkIn(request) !== undefined) return 'field';
  // What another team takes is clearly theirs.
  const isClear = findings.length > 0 || scores.team !== 'infrastructure';
  return isClear ? undefined : findMissing(reading, scores);
}

/** The likeliest expert; a question about the present state of infrastructure is for whoever watches it. */
function bestFor({ reading, scores, experts }: Case): Choice {
  const watcher = experts.byDomain('monitoring');
  if (reading.intent.state && watcher !== undefined && chanceOf(scores, watcher) > stateChance) {
    return { agentId: watcher, chance: Math.max(0.8, chanceOf(scores, watcher)), byRule: 'asks for the present state' };
  }
  const first = scores.candidates[0];
  const expert = scores.candidates.find(({ agentId }) => agentId !== architectId);
  const routine = routineOf(reading) !== undefined;
  const isArchitects = first?.agentId === architectId && first.chance >= (routine ? routineChance : architectChance);
  const reluctant = first?.agentId === architectId && !isArchitects && (routine || (expert?.chance ?? 0) > 0.25);
  const chosen = reluctant ? expert : first;
  return { agentId: chosen?.agentId ?? architectId, chance: chosen?.chance ?? 0, byRule: undefined };
}

/** The parts of a request, and how likely it is that they are several. */
function partsFor(of: Case, best: Choice): { parts: Part[]; split: number; cut: readonly Part[] } {
  const { reading, experts } = of;
  const one: Part = { agentId: best.agentId, text: reading.text.clean, chance: best.chance };
  if (reading.order.start === 0 && reading.intent.state) return { parts: [one], split: 0, cut: [one] };
  const cut = cutOf(of);
  const split = cut === undefined ? 0 : chanceOfSplit(cut.signals, of.split);
  const parts = withImplied(cut !== undefined && split > 0.5 ? cut.parts : [one], reading, experts);
  return { parts, split, cut: cut?.parts ?? [one] };
}

/** A cut into parts of several experts, with what speaks for it; undefined where there is none. */
export function cutOf({
  reading,
  scores,
  score,
  experts,
}: Case): { parts: CutPart[]; signals: SplitSignals } | undefined {
  const isOwn = scores.team === 'infrastructure';
  const parts = partsOf(reading.text, (text) => score(text, isOwn), experts, architectId);
  if (parts.length < 2) return undefined;
  return { parts, signals: signalsOfSplit(parts, reading, chanceOf(scores, parts[0]?.agentId ?? '')) };
}

export const chanceOf = (scores: DomainScores, agentId: string): number =>
  scores.candidates.find((candidate) => candidate.agentId === agentId)?.chance ?? 0;
