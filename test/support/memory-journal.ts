import type { HandoffRecord } from '../../lambdas/core/agent/handoff.ts';
import type { AuditEntry, AuditSubject } from '../../lambdas/core/audit/audit.ts';
import type { RequestEvent } from '../../lambdas/core/events/event.ts';
import type { FeedbackRecord } from '../../lambdas/core/feedback/feedback.ts';
import type { IdempotencyEntry, OpenRequests, PendingQuestion } from '../../lambdas/core/request/ports.ts';
import type { RequestKey, RequestRecord } from '../../lambdas/core/request/request.ts';
import type { Counted, Counters } from '../../lambdas/core/metrics/ports.ts';
import type { Message } from '../../lambdas/core/session/message.ts';
import type { Session } from '../../lambdas/core/session/session.ts';
import type { Effect } from '../../lambdas/core/task/effects.ts';
import type { FaultTarget } from '../../lambdas/core/task/faults.ts';
import type { CompletionCounter, Deliverable } from '../../lambdas/core/task/ports.ts';
import type { TaskRecord } from '../../lambdas/core/task/task.ts';
import { dawn } from './fixtures.ts';
import { auditIn } from './memory/audit.ts';
import { countedIn } from './memory/counted.ts';
import { deliverablesIn } from './memory/deliverables.ts';
import { effectsIn } from './memory/effects.ts';
import { eventLogIn } from './memory/event-log.ts';
import { eventsIn } from './memory/events.ts';
import { executionsIn } from './memory/executions.ts';
import { feedbackIn } from './memory/feedback.ts';
import { handoffsIn } from './memory/handoffs.ts';
import { idempotencyIn } from './memory/idempotency.ts';
import { messagesIn } from './memory/messages.ts';
import { metricsIn } from './memory/metrics.ts';
import { openBefore, openWritesIn } from './memory/open.ts';
import { questionsIn } from './memory/questions.ts';
import { requestsIn } from './memory/requests.ts';
import { sessionsIn } from './memory/sessions.ts';
import { tasksIn } from './memory/tasks.ts';
import { waitingIn } from './memory/waiting.ts';

/** What a port throws when a test lets the process die there. */
export class Crash extends Error {}

export const machines = {
  coordinate: 'arn:aws:states:eu-central-1:123456789012:stateMachine:coordinate-request',
  rollBack: 'arn:aws:states:eu-central-1:123456789012:stateMachine:roll-back',
};

/**
 * All ports, in memory, with the conditions that the tables put on their writes. Every call is a step with a name
 * (`tasks.settle`); a test may let something happen before or after one, or let the process die there.
 */
export class MemoryJournal {
  /** Milliseconds since the epoch; tests move it on. */
  now = dawn;
  readonly clock = () => this.now;
  /** Another clock that this one goes by. */
  follow: (() => number) | undefined = undefined;
  /** The steps so far, in the order in which they took effect. */
  readonly steps: string[] = [];

  readonly requestRecords = new Map<string, RequestRecord>();
  readonly taskRecords = new Map<string, TaskRecord>();
  readonly deliverableRecords = new Map<string, Deliverable>();
  readonly handoffRecords = new Map<string, HandoffRecord>();
  readonly feedbackRecords = new Map<string, FeedbackRecord>();
  /** By request, in order. */
  readonly eventRecords = new Map<string, RequestEvent[]>();
  readonly sessionRecords = new Map<string, Session>();
  readonly messageRecords = new Map<string, (Message & { writeId: string })[]>();
  readonly questionRecords = new Map<string, PendingQuestion>();
  readonly keys = new Map<string, IdempotencyEntry>();
  readonly openKeys = new Map<string, RequestKey>();
  readonly auditEntries: (AuditEntry & Omit<AuditSubject, 'createdAt'>)[] = [];
  readonly countedRecords = new Map<string, Counted>();
  readonly counts: { tenantId: string; kind: string; name: string; day?: string; add: Counters }[] = [];
  /** By name: every start that made one. */
  readonly startedExecutions: string[] = [];
  readonly executionStates = new Map<string, { status: string; error?: string; cause?: string }>();
  /** Tokens that somebody waits on; undefined says all of them. */
  waitedFor: Set<string> | undefined = undefined;
  readonly released: { token: string; output: Record<string, unknown> }[] = [];
  readonly told: Effect[] = [];
  readonly published: { type: string; request: RequestRecord }[] = [];

  #lastId = 0;
  #completions = new Map<string, number>();
  #hooks: { step: string; when: 'before' | 'after'; act: () => unknown }[] = [];
  #stepsToLive = Infinity;

  readonly newId = () => {
    this.#lastId += 1;
    return `ID${String(this.#lastId).padStart(8, '0')}`;
  };

  /** All ports, and what else the code under test takes. */
  with<Extra extends object>(extra: Extra): this & Extra {
    return Object.assign({}, this, extra);
  }

  /** Once, before the next such step takes effect. */
  before(step: string, act: () => unknown): void {
    this.#hooks.push({ step, when: 'before', act });
  }

  /** Once, after the next such step took effect and before the caller learns of it. */
  after(step: string, act: () => unknown): void {
    this.#hooks.push({ step, when: 'after', act });
  }

  /** Lets the process die when `count` more steps have taken effect, before the caller learns of the last. */
  dieAfter(count: number): void {
    this.#stepsToLive = count;
  }

  readonly requests = this.#watch('requests', requestsIn(this.requestRecords, this.#completions, this.clock));
  readonly tasks = this.#watch('tasks', tasksIn(this.taskRecords));
  readonly completions: CompletionCounter = this.requests;
  readonly deliverables = this.#watch('deliverables', deliverablesIn(this.deliverableRecords));
  readonly effects = this.#watch('effects', effectsIn(this.told));
  /** Time passes at once while a process hangs; one that hangs longer than any function may run is killed. */
  readonly faultTarget: FaultTarget = this.#watch('process', {
    hang: async (ms: number) => {
      if (ms > 900_000) throw new Crash('killed at its time-out');
      this.now += ms;
    },
    die: () => {
      throw new Crash('exited');
    },
  });
  readonly handoffs = this.#watch('handoffs', handoffsIn(this.handoffRecords));
  readonly counted = this.#watch('counted', countedIn(this.countedRecords));
  readonly feedback = this.#watch('feedback', feedbackIn(this.feedbackRecords));
  readonly eventLog = this.#watch('eventLog', eventLogIn(this.eventRecords));
  readonly sessions = this.#watch('sessions', sessionsIn(this.sessionRecords, this.clock));
  readonly messages = this.#watch('messages', messagesIn(this.messageRecords, this.clock));
  readonly questions = this.#watch('questions', questionsIn(this.questionRecords));
  readonly idempotency = this.#watch('idempotency', idempotencyIn(this.keys));
  readonly #openWrites = this.#watch('open', openWritesIn(this.openKeys));
  readonly open: OpenRequests = {
    add: (key) => this.#openWrites.add(key),
    remove: (key) => this.#openWrites.remove(key),
    madeBefore: (ms) => openBefore(this.openKeys, this.requestRecords, ms),
  };
  readonly audit = this.#watch('audit', auditIn(this.auditEntries));
  readonly metrics = this.#watch('metrics', metricsIn(this.counts));
  readonly executions = this.#watch('executions', executionsIn(machines, this.executionStates, this.startedExecutions));
  readonly waiting = this.#watch(
    'waiting',
    waitingIn(() => this.waitedFor, this.released),
  );
  readonly events = this.#watch('events', eventsIn(this.published));

  #watch<Port extends object>(name: string, port: Port): Port {
    return new Proxy(port, {
      get: (target, property) => {
        const method: unknown = Reflect.get(target, property);
        if (typeof method !== 'function') return method;
        return (...args: unknown[]) =>
          this.#take(`${name}.${String(property)}`, async () => method(...args) as unknown);
      },
    });
  }

  async #take(step: string, act: () => Promise<unknown>): Promise<unknown> {
    // Others get their turn between any two steps, as they would on a network.
    await Promise.resolve();
    this.now = this.follow?.() ?? this.now;
    await this.#run(step, 'before');
    const answer = await act();
    this.steps.push(step);
    this.#stepsToLive -= 1;
    if (this.#stepsToLive === 0) {
      this.#stepsToLive = Infinity;
      throw new Crash(`died after ${step}`);
    }
    await this.#run(step, 'after');
    return answer;
  }

  async #run(step: string, when: 'before' | 'after'): Promise<void> {
    const index = this.#hooks.findIndex((hook) => hook.step === step && hook.when === when);
    const [hook] = index < 0 ? [] : this.#hooks.splice(index, 1);
    await hook?.act();
  }
}

/**
 * Lets the process die after the first step, begins anew on a fresh journal, lets it die after the second, and so on to the
 * last; each time `retry` does what whoever calls would do then, and `assess` looks at what came of it.
 *
 * @param of.attempt what is interrupted; it must leave `dieAfter` alone
 * @returns after how many steps it was interrupted
 */
export async function dieAtEveryStep(of: {
  prepare: () => MemoryJournal | Promise<MemoryJournal>;
  attempt: (journal: MemoryJournal) => Promise<unknown>;
  retry?: (journal: MemoryJournal) => Promise<unknown>;
  assess: (journal: MemoryJournal, diedAfter: string) => void;
}): Promise<number> {
  for (let count = 1; ; count += 1) {
    const journal = await of.prepare();
    journal.dieAfter(count);
    const death = await of.attempt(journal).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (death === undefined) return count - 1;
    if (!(death instanceof Crash)) throw death;
    journal.dieAfter(Infinity);
    await (of.retry ?? of.attempt)(journal);
    of.assess(journal, death.message);
  }
}

/** What a promise was rejected with; fails when it was not. */
export async function rejectionOf(promise: Promise<unknown>): Promise<Error & { name: string }> {
  const settled = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (settled instanceof Error) return settled;
  throw new Error('it was not rejected with an error');
}
