import { type HandoffRecord, handoffWordLimit } from '../agent/handoff.ts';
import type { FeedbackKind, FeedbackRecord } from '../feedback/feedback.ts';
import type { RequestRecord } from '../request/request.ts';
import type { Route } from '../routing/route.ts';
import { isWork, type TaskRecord } from '../task/task.ts';
import { wordCount } from '../text/words.ts';
import { bucketOf } from './histogram.ts';
import type { Counters } from './ports.ts';

/** Up to this rating, of 1 to 10, a user is taken to be dissatisfied. */
export const dissatisfied = 5;

/** From so many exchanges on there were too many before work began. */
export const manyExchanges = 3;

/** All that is known of a request. */
export interface RequestFacts {
  readonly request: RequestRecord & { readonly route: Route };
  readonly tasks: readonly TaskRecord[];
  readonly handoffs: readonly HandoffRecord[];
  readonly feedback: readonly FeedbackRecord[];
  /** How many questions its user has answered. */
  readonly exchanges: number;
}

/**
 * What a request adds to the counters of its mode, as far as it has come: only what is not 0. Feedback that was rejected says
 * nothing but that there was some; what is said of the routing counts only where the router decided.
 */
export function figuresOf({ request, tasks, handoffs, feedback, exchanges }: RequestFacts): Counters {
  const { mode, decidedBy } = request.route;
  const valid = feedback.filter(({ status }) => status !== 'rejected');
  const says = (...kinds: readonly FeedbackKind[]) => valid.some(({ kind }) => kinds.includes(kind));
  const work = tasks.filter(isWork);
  const decided = decidedBy !== 'request';
  const escalated = decided && mode === 'escalate';
  const missedByFeedback = decided && !escalated && says('should-have-been-escalated');
  const missedByExperts = decided && !escalated && work.some(({ result }) => result?.needs === 'escalation');
  const worked = work.some(({ startedAt }) => startedAt !== undefined);
  const reworkOrdered = worked && tasks.some(({ round }) => round > 0);
  const reworkWanted = worked && says('rework');
  const complaints =
    says('misrouted', 'should-have-been-escalated', 'rework') ||
    valid.some(({ rating }) => rating !== undefined && rating <= dissatisfied);
  const stopped = request.rollback?.requestedBy !== undefined;
  const words = handoffs.map(({ context }) => wordCount(Object.values(context).flat().join(' ')));
  return present({
    requests: 1,
    decided,
    escalated,
    judged: decided && feedback.length > 0,
    misjudged: decided && says('misrouted', 'should-have-been-escalated', 'could-have-been-handled'),
    misrouted: decided && says('misrouted'),
    unneeded: escalated && says('could-have-been-handled'),
    missed: missedByFeedback || missedByExperts,
    missedByFeedback,
    missedByExperts,
    worked,
    exchanges: worked ? exchanges : 0,
    manyExchanges: worked && exchanges >= manyExchanges,
    reworked: reworkOrdered || reworkWanted,
    reworkOrdered,
    reworkWanted,
    complained: complaints || stopped,
    complaints,
    stopped,
    handoffs: words.length,
    handoffWords: words.reduce((sum, count) => sum + count, 0),
    handoffsOver: words.filter((count) => count > handoffWordLimit).length,
    ...completion(request),
  });
}

/** How long a request took that succeeded; one that is undone afterwards did not. */
function completion({ status, createdAt, endedAt }: RequestRecord): Record<string, number> {
  if (status !== 'succeeded' || endedAt === undefined) return {};
  const ms = Date.parse(endedAt) - Date.parse(createdAt);
  return { completed: 1, completionMs: ms, [bucketOf(ms)]: 1 };
}

function present(figures: Readonly<Record<string, number | boolean>>): Counters {
  const numbers = Object.entries(figures).map(([name, value]) => [name, Number(value)] as const);
  return Object.fromEntries(numbers.filter(([, value]) => value !== 0));
}
