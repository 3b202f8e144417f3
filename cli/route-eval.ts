import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { AgentDefinition } from '../lambdas/core/agent/definition.ts';
import { messageOf } from '../lambdas/core/errors.ts';
import { isOwnDecision, sureFrom } from '../lambdas/core/routing/confidence.ts';
import { nothingLabel } from '../lambdas/core/routing/domains.ts';
import {
  type Accuracy,
  evaluate,
  type Evaluation,
  judge,
  type Judgement,
  type LabelledRequest,
  readLabelled,
  type Share,
} from '../lambdas/core/routing/evaluation.ts';
import { type Route, routeLabel } from '../lambdas/core/routing/route.ts';
import { closestNames } from '../lambdas/core/text/closest.ts';
import { CliError } from './errors.ts';
import { columns, shortened } from './text.ts';

/**
 * Reads labelled requests, one a line.
 * @throws CliError naming the line that is none, or that the file has none
 */
export async function readLabelledFile(file: string): Promise<LabelledRequest[]> {
  const requests: LabelledRequest[] = [];
  let number = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(file) })) {
      number += 1;
      if (line.trim() !== '') requests.push(readLabelled(line));
    }
  } catch (error) {
    throw new CliError(number === 0 ? messageOf(error) : `${file}:${number}: ${messageOf(error)}`);
  }
  if (requests.length > 0) return requests;
  throw new CliError(`${file} holds no labelled requests: {"text": "…", "label": "…"}, one a line`);
}

/**
 * Refuses labels that nobody has: they could never be right, or would be learned for nobody.
 * @throws CliError naming the label and the closest one
 */
export function requireLabels(
  requests: readonly LabelledRequest[],
  { agents, workflows }: { readonly agents: readonly AgentDefinition[]; readonly workflows: readonly string[] },
): void {
  const routed = agents.filter(({ routing }) => routing.domain !== undefined).map(({ id }) => id);
  const known = [...routed, ...workflows, nothingLabel];
  for (const { text, label, steps } of requests) {
    const wrong = [label, ...steps].find((one) => !known.includes(one));
    if (wrong === undefined) continue;
    const [closest] = closestNames(wrong, known, 1);
    throw new CliError(
      `"${shortened(text, 60)}": requests go to no "${wrong}"; the closest name is "${closest ?? ''}"`,
    );
  }
}

/** So many decisions let the compiler settle; until then they take longer than they do in a server. */
const warming = 2_000;

/**
 * Routes every request and compares.
 * @param firstTier decides without a model; what it says while it warms up is not counted
 */
export async function evaluateRequests(
  requests: readonly LabelledRequest[],
  decide: (text: string) => Promise<Route> | Route,
  firstTier: (text: string) => unknown,
): Promise<Evaluation> {
  for (let at = 0; at < warming; at += 1) firstTier(requests[at % requests.length]?.text ?? '');
  const judged: Judgement[] = [];
  for (const request of requests) {
    const started = performance.now();
    const route = await decide(request.text);
    judged.push(judge(request, route, performance.now() - started));
  }
  return evaluate(judged, isOwnDecision);
}

export const percent = ({ share }: Share): string => (share === null ? '–' : `${(100 * share).toFixed(1)} %`);
const share = (one: Share): string => `${percent(one)} (${one.count} of ${one.of})`;

/** An evaluation for a person. */
export function describeEvaluation(of: Evaluation): string {
  return [
    `${of.total} requests: ${percent(of.strict)} right strictly, ${percent(of.lenient)} leniently`,
    `The first tier decides ${share(of.decided.coverage)} itself, from ${Math.round(sureFrom * 100)} % confidence on, and is right in ${percent(of.decided.lenient)} of them`,
    `Unneeded escalations ${share(of.escalations.unneeded)}, missed ${share(of.escalations.missed)}`,
    `A decision takes ${of.decisionMs.p50.toFixed(2)} ms (p50), ${of.decisionMs.p99.toFixed(2)} ms (p99)`,
    '',
    table('By what is right', ['label', 'requests', 'strictly', 'leniently'], Object.entries(of.byLabel).map(labelRow)),
    '',
    table(
      'Decided instead',
      ['right', 'decided', 'times'],
      of.confusion.filter(isConfused).map(({ label, decided, count }) => [label, decided, String(count)]),
    ),
    '',
    table(
      'If it had to be this confident',
      ['confidence', 'decided', 'strictly', 'leniently'],
      of.thresholds.map((one) => [
        String(one.confidence),
        percent(one.coverage),
        percent(one.strict),
        percent(one.lenient),
      ]),
    ),
    '',
    table(
      `Calibration (mean distance ${of.calibration.error.toFixed(3)})`,
      ['confidence', 'said', 'was right', 'requests'],
      of.calibration.bins.map(({ from, mean, right }) => [
        `${from.toFixed(1)}–${(from + 0.1).toFixed(1)}`,
        mean.toFixed(2),
        percent(right),
        String(right.of),
      ]),
    ),
    '',
    table('Not right, not even leniently', ['right', 'decided', 'confidence', 'request'], of.mistakes.map(mistakeRow)),
  ].join('\n');
}

const isConfused = ({ label, decided }: Evaluation['confusion'][number]): boolean => label !== decided;

const labelRow = ([label, { total, strict, lenient }]: [string, Accuracy]): string[] => [
  label,
  String(total),
  percent(strict),
  percent(lenient),
];

const mistakeRow = ({ request, route }: Judgement): string[] => [
  shortened(request.steps.map(shortId).join(' > ') || shortId(request.label), 40),
  shortened(route.mode === 'sequential' ? route.agents.map(shortId).join(' > ') : shortId(routeLabel(route)), 40),
  route.confidence.toFixed(2),
  shortened(request.text, 60),
];

const shortId = (id: string): string => id.replace(/-expert$/, '');

const table = (title: string, head: readonly string[], rows: readonly (readonly string[])[]): string =>
  `${title}\n${rows.length === 0 ? '(none)' : columns([head, ...rows])}`;
