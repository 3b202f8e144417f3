import * as z from 'zod';
import { architectId } from '../agent/definition.ts';
import { BatonError } from '../errors.ts';
import { modes, routeLabel, type Route } from './route.ts';

/**
 * One labelled request. `label` is who should get it first, the workflow that it names, or `clarify`; `steps` are all experts in
 * their order where it needs several. `accept` and `accept_steps` are what a fair person would let pass as well.
 */
export const labelledRequestSchema = z.object({
  id: z.string().optional(),
  text: z.string().min(1),
  label: z.string().min(1),
  mode: z.enum(modes).optional(),
  steps: z.array(z.string()).default([]),
  accept: z.array(z.string()).default([]),
  accept_steps: z.array(z.array(z.string())).default([]),
  any_order: z.boolean().default(false),
});
export type LabelledRequest = z.infer<typeof labelledRequestSchema>;

/** A labelled request, what was decided about it, and whether that was right. */
export interface Judgement {
  readonly request: LabelledRequest;
  readonly route: Route;
  /** The label, and all steps where it has any. */
  readonly strict: boolean;
  /** That, or what is accepted besides. */
  readonly lenient: boolean;
  /** How long the decision took, milliseconds. */
  readonly ms: number;
}

/**
 * Reads one line of a labelled set.
 * @throws InvalidRequest naming the field that is wrong
 */
export function readLabelled(line: string): LabelledRequest {
  const seen = line.length > 80 ? `${line.slice(0, 80)}…` : line;
  let document: unknown;
  try {
    document = JSON.parse(line);
  } catch (cause) {
    throw new BatonError('InvalidRequest', `${JSON.stringify(seen)} is no JSON document`, { cause });
  }
  const parsed = labelledRequestSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '));
  throw new BatonError('InvalidRequest', `${JSON.stringify(seen)} is no labelled request: ${faults.join('; ')}`);
}

/** Compares a decision with the label. */
export function judge(request: LabelledRequest, route: Route, ms: number): Judgement {
  const label = routeLabel(route);
  const steps = route.mode === 'sequential' ? route.agents : [];
  const fits = (wanted: readonly string[]): boolean => {
    const [one, other] = request.any_order ? [wanted.toSorted(), steps.toSorted()] : [wanted, steps];
    return one.length === other.length && one.every((agentId, at) => agentId === other[at]);
  };
  const strict = fits(request.steps) && (steps.length > 0 || label === request.label);
  const lenient = strict || request.accept_steps.some(fits) || (steps.length === 0 && request.accept.includes(label));
  return { request, route, strict, lenient, ms };
}

/** How often something held, of how many cases. */
export interface Share {
  readonly count: number;
  readonly of: number;
  /** 0 to 1; null where there was no case. */
  readonly share: number | null;
}

export interface Accuracy {
  readonly total: number;
  readonly strict: Share;
  readonly lenient: Share;
}

/** What a labelled set says of a router. */
export interface Evaluation extends Accuracy {
  /** By what was right. */
  readonly byLabel: Readonly<Record<string, Accuracy>>;
  /** What was right, what was decided instead or as well, and how often; most frequent first. */
  readonly confusion: readonly { readonly label: string; readonly decided: string; readonly count: number }[];
  /** What the first tier decided by itself, and how often that was right. */
  readonly decided: Accuracy & { readonly coverage: Share };
  /** The same if it had to be at least this confident. */
  readonly thresholds: readonly (Accuracy & { readonly confidence: number; readonly coverage: Share })[];
  /** Confidence against how often it was right leniently, by tenths. */
  readonly calibration: {
    readonly bins: readonly { readonly from: number; readonly mean: number; readonly right: Share }[];
    /** Mean distance between the two, weighted by the cases (expected calibration error). */
    readonly error: number;
  };
  /** Escalated, of those that need no architect; not escalated, of those that need one. */
  readonly escalations: { readonly unneeded: Share; readonly missed: Share };
  readonly decisionMs: { readonly p50: number; readonly p99: number };
  readonly mistakes: readonly Judgement[];
}

const thresholds = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

/** Adds up what was judged. @param isSure whether the first tier decides such a route by itself */
export function evaluate(judged: readonly Judgement[], isSure: (route: Route) => boolean): Evaluation {
  const covering = (some: readonly Judgement[]): Accuracy & { coverage: Share } => ({
    coverage: shareOf(some.length, judged.length),
    ...accuracyOf(some),
  });
  const byLabel = Map.groupBy(judged, ({ request }) => request.label);
  return {
    ...accuracyOf(judged),
    byLabel: Object.fromEntries(
      [...byLabel].sort(([a], [b]) => (a < b ? -1 : 1)).map(([label, own]) => [label, accuracyOf(own)]),
    ),
    confusion: confusionOf(judged),
    decided: covering(judged.filter(({ route }) => isSure(route))),
    thresholds: thresholds.map((confidence) => ({
      confidence,
      ...covering(judged.filter(({ route }) => route.confidence >= confidence)),
    })),
    calibration: calibrationOf(judged),
    escalations: escalationsOf(judged),
    decisionMs: { p50: quantile(judged, 0.5), p99: quantile(judged, 0.99) },
    mistakes: judged.filter(({ lenient }) => !lenient),
  };
}

const shareOf = (count: number, of: number): Share => ({ count, of, share: of === 0 ? null : count / of });

const accuracyOf = (some: readonly Judgement[]): Accuracy => ({
  total: some.length,
  strict: shareOf(some.filter(({ strict }) => strict).length, some.length),
  lenient: shareOf(some.filter(({ lenient }) => lenient).length, some.length),
});

function confusionOf(judged: readonly Judgement[]): Evaluation['confusion'] {
  const pairs = Map.groupBy(judged, ({ request, route }) => `${request.label} ${routeLabel(route)}`);
  return [...pairs]
    .map(([pair, own]) => {
      const [label = '', decided = ''] = pair.split(' ');
      return { label, decided, count: own.length };
    })
    .sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1));
}

function calibrationOf(judged: readonly Judgement[]): Evaluation['calibration'] {
  const binned = Map.groupBy(judged, ({ route }) => Math.min(9, Math.floor(route.confidence * 10)));
  const bins = [...binned]
    .sort(([a], [b]) => a - b)
    .map(([bin, own]) => ({
      from: bin / 10,
      mean: own.reduce((sum, { route }) => sum + route.confidence, 0) / own.length,
      right: accuracyOf(own).lenient,
    }));
  const distance = bins.reduce((sum, { mean, right }) => sum + Math.abs(mean * right.of - right.count), 0);
  return { bins, error: judged.length === 0 ? 0 : distance / judged.length };
}

function escalationsOf(judged: readonly Judgement[]): Evaluation['escalations'] {
  const architect = judged.filter(({ request }) => request.label === architectId);
  const others = judged.filter(({ request }) => request.label !== architectId);
  const escalated = (one: Judgement): boolean => one.route.mode === 'escalate';
  return {
    unneeded: shareOf(others.filter((one) => escalated(one) && !one.lenient).length, others.length),
    missed: shareOf(architect.filter((one) => !escalated(one) && !one.lenient).length, architect.length),
  };
}

function quantile(judged: readonly Judgement[], q: number): number {
  const sorted = judged.map(({ ms }) => ms).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
}
