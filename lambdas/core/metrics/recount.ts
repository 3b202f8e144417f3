import type { FeedbackStore } from '../feedback/ports.ts';
import type { QuestionStore, RequestReader } from '../request/ports.ts';
import { answersTo } from '../request/question.ts';
import type { RequestKey } from '../request/request.ts';
import type { HandoffLister, TaskLister } from '../task/ports.ts';
import { figuresOf, type RequestFacts } from './figures.ts';
import type { Counted, CountedStore, Counters, MetricsCounter } from './ports.ts';

export interface RecountPorts {
  readonly requests: RequestReader;
  readonly tasks: TaskLister;
  readonly handoffs: HandoffLister;
  readonly feedback: Pick<FeedbackStore, 'ofRequest'>;
  readonly questions: Pick<QuestionStore, 'read'>;
  readonly counted: CountedStore;
  readonly metrics: MetricsCounter;
}

/**
 * Brings the counters up to what is known of a request: when it has ended, when somebody has said something about it, or decided on
 * that. What it has added before is kept beside it, and only the difference is counted, under the day on which it was made: done
 * again, or by two at a time, nothing counts twice. Who is interrupted between the two writes leaves a difference uncounted.
 */
export async function recount(ports: RecountPorts, { tenantId, requestId }: RequestKey): Promise<void> {
  const key = { tenantId, requestId };
  for (;;) {
    // Read before the facts: whoever changes one of those after it was read counts anew, and one of the two is refused.
    const before = await ports.counted.read(key);
    const facts = await readFacts(ports, key);
    if (facts === undefined) return;
    const { createdAt, route } = facts.request;
    const now = { mode: route.mode, figures: figuresOf(facts) };
    const changes = changesBetween(before, now);
    if (changes.length === 0) return;
    if (!(await ports.counted.write(key, { ...now, version: (before?.version ?? 0) + 1 }))) continue;
    for (const { mode, add } of changes) {
      await ports.metrics.count(tenantId, { kind: 'routing', name: mode, day: createdAt.slice(0, 10) }, add);
    }
    return;
  }
}

/** Undefined for a request that was never routed. */
async function readFacts(ports: RecountPorts, key: RequestKey): Promise<RequestFacts | undefined> {
  const [request, tasks, handoffs, feedback, answered] = await Promise.all([
    ports.requests.read(key),
    ports.tasks.list(key),
    ports.handoffs.list(key),
    ports.feedback.ofRequest(key),
    answersTo(ports.questions, key),
  ]);
  const route = request?.route;
  if (request === undefined || route === undefined) return undefined;
  return { request: { ...request, route }, tasks, handoffs, feedback, exchanges: answered.length };
}

type Standing = Pick<Counted, 'mode' | 'figures'>;

/** A request that was routed anew moves from the counters of one mode to those of the other. */
function changesBetween(before: Standing | undefined, now: Standing): { mode: Standing['mode']; add: Counters }[] {
  const changes =
    before === undefined || before.mode === now.mode
      ? [{ mode: now.mode, add: difference(before?.figures ?? {}, now.figures) }]
      : [
          { mode: before.mode, add: difference(before.figures, {}) },
          { mode: now.mode, add: difference({}, now.figures) },
        ];
  return changes.filter(({ add }) => Object.keys(add).length > 0);
}

function difference(before: Counters, now: Counters): Counters {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  const all = names.map((name) => [name, (now[name] ?? 0) - (before[name] ?? 0)] as const);
  return Object.fromEntries(all.filter(([, value]) => value !== 0));
}
