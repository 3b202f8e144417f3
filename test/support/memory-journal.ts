import type { AuditEntry, AuditSubject, AuditTrail, MetricsCounter } from '../../lambdas/core/audit/audit.ts';
import { isoTime } from '../../lambdas/core/clock.ts';
import type {
  ExecutionReader,
  Executions,
  IdempotencyEntry,
  IdempotencyStore,
  OpenRequests,
  PendingQuestion,
  QuestionStore,
  RequestCreator,
  RequestEvents,
  RequestLister,
  RequestMover,
  RequestReader,
  Waiting,
} from '../../lambdas/core/request/ports.ts';
import { executionName, type RequestKey, type RequestRecord } from '../../lambdas/core/request/request.ts';
import { canMove, isEnded } from '../../lambdas/core/request/status.ts';
import type { Message } from '../../lambdas/core/session/message.ts';
import type {
  MessageAppender,
  MessageReader,
  Session,
  SessionKey,
  SessionStore,
} from '../../lambdas/core/session/session.ts';
import type {
  CompletionCounter,
  Deliverable,
  DeliverableReader,
  DeliverableWriter,
  TaskCreator,
  TaskDependencies,
  TaskGate,
  TaskKey,
  TaskLister,
  TaskReader,
} from '../../lambdas/core/task/ports.ts';
import type { TaskRecord } from '../../lambdas/core/task/task.ts';
import { dawn } from './fixtures.ts';

/** What a port throws when a test lets the process die there. */
export class Crash extends Error {}

export const machineArn = 'arn:aws:states:eu-central-1:123456789012:stateMachine:coordinate-request';

/**
 * All ports, in memory, with the conditions that the tables put on their writes. Every call is a step with a name
 * (`tasks.settle`); a test may let something happen before or after one, or let the process die there.
 */
export class MemoryJournal {
  /** Milliseconds since the epoch; tests move it on. */
  now = dawn;
  readonly clock = () => this.now;
  /** The steps so far, in the order in which they took effect. */
  readonly steps: string[] = [];

  readonly requestRecords = new Map<string, RequestRecord>();
  readonly taskRecords = new Map<string, TaskRecord>();
  readonly lateAttempts: { taskId: string; attempt: number }[] = [];
  readonly deliverableRecords = new Map<string, Deliverable>();
  readonly sessionRecords = new Map<string, Session>();
  readonly messageRecords = new Map<string, (Message & { writeId: string })[]>();
  readonly questionRecords = new Map<string, PendingQuestion>();
  readonly keys = new Map<string, IdempotencyEntry>();
  readonly openKeys = new Map<string, RequestKey>();
  readonly auditEntries: (AuditEntry & Omit<AuditSubject, 'createdAt'>)[] = [];
  readonly counts: { tenantId: string; kind: string; name: string; add: Record<string, number> }[] = [];
  /** By name: every start that made one. */
  readonly startedExecutions: string[] = [];
  readonly executionStates = new Map<string, { status: string; error?: string; cause?: string }>();
  /** Tokens that somebody waits on; undefined says all of them. */
  waitedFor: Set<string> | undefined = undefined;
  readonly released: { token: string; output: Record<string, unknown> }[] = [];
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

  readonly requests: RequestReader & RequestCreator & RequestMover & RequestLister & CompletionCounter = this.#watch(
    'requests',
    {
      read: async (key) => this.requestRecords.get(idOf(key)),
      create: async (record) => {
        const kept = this.requestRecords.get(idOf(record)) ?? record;
        this.requestRecords.set(idOf(record), kept);
        return kept;
      },
      move: async (key, change, whileAsking) => {
        const request = this.requestRecords.get(idOf(key));
        if (request === undefined || !canMove(request.status, change.status)) return undefined;
        if (whileAsking !== undefined && request.question?.questionId !== whileAsking) return undefined;
        const asks = change.question?.questionId;
        if (asks !== undefined && request.question !== undefined && request.question.questionId > asks)
          return undefined;
        const at = isoTime(this.now);
        const changed = { ...request, ...change, updatedAt: at, ...(isEnded(change.status) ? { endedAt: at } : {}) };
        const { question, ...rest } = changed;
        const moved = question === null || question === undefined ? rest : { ...rest, question };
        this.requestRecords.set(idOf(key), moved);
        return moved;
      },
      list: async ({ tenantId, statuses, before, limit }) =>
        [...this.requestRecords.values()]
          .filter((one) => one.tenantId === tenantId && statuses.includes(one.status))
          .filter((one) => before === undefined || one.requestId < before)
          .sort((a, b) => (a.requestId < b.requestId ? 1 : -1))
          .slice(0, limit),
      next: async (key) => {
        const next = (this.#completions.get(idOf(key)) ?? 0) + 1;
        this.#completions.set(idOf(key), next);
        return next;
      },
    },
  );

  readonly tasks: TaskReader & TaskLister & TaskCreator & TaskGate & TaskDependencies = this.#watch('tasks', {
    read: async (key) => this.taskRecords.get(taskIdOf(key)),
    list: async (key) =>
      [...this.taskRecords.entries()].filter(([id]) => id.startsWith(`${idOf(key)} `)).map(([, task]) => task),
    create: async (tenantId, task) => {
      const id = taskIdOf({ tenantId, ...task });
      if (!this.taskRecords.has(id)) this.taskRecords.set(id, task);
    },
    start: async (key, { round, agentId, at }) => {
      const task = this.taskRecords.get(taskIdOf(key));
      if (task?.agentId !== agentId || task.waitingOn !== undefined) return undefined;
      const open = task.round === round && (task.status === 'waiting' || task.status === 'started');
      const sentBack = task.round < round && task.status === 'completed';
      if (!open && !sentBack) return undefined;
      const { error: _error, endedAt: _endedAt, result: _result, completionSeq: _seq, ...rest } = task;
      return this.#keepTask(key, { ...rest, status: 'started', startedAt: at, round, attempt: task.attempt + 1 });
    },
    tell: async (key, { taskId, completed }) => {
      const task = this.taskRecords.get(taskIdOf(key));
      if (task === undefined) return undefined;
      const { waitingOn = [], failedDeps = [], ...rest } = task;
      const left = waitingOn.filter((id) => id !== taskId);
      const failed = completed ? failedDeps : [...new Set([...failedDeps, taskId])];
      return this.#keepTask(key, {
        ...rest,
        ...(left.length === 0 ? {} : { waitingOn: left }),
        ...(failed.length === 0 ? {} : { failedDeps: failed }),
      });
    },
    settle: async (key, attempt, { at, ...end }) => {
      const task = this.taskRecords.get(taskIdOf(key));
      if (task?.status !== 'started' || task.attempt !== attempt) return undefined;
      return this.#keepTask(key, { ...task, ...end, endedAt: at });
    },
    abandon: async (key, { at, error }) => {
      const task = this.taskRecords.get(taskIdOf(key));
      if (task?.status !== 'waiting' && task?.status !== 'started') return;
      this.#keepTask(key, { ...task, status: 'failed', endedAt: at, error, attempt: task.attempt + 1 });
    },
    noteLate: async (key, attempt) => {
      this.lateAttempts.push({ taskId: key.taskId, attempt });
    },
  });

  readonly completions: CompletionCounter = this.requests;

  readonly deliverables: DeliverableReader & DeliverableWriter = this.#watch('deliverables', {
    write: async (key, deliverable) => {
      this.deliverableRecords.set(`${idOf(key)} ${deliverable.deliverableId}`, deliverable);
    },
    read: async (key, deliverableId) => this.deliverableRecords.get(`${idOf(key)} ${deliverableId}`),
  });

  readonly sessions: SessionStore = this.#watch('sessions', {
    create: async (session) => {
      const kept = this.sessionRecords.get(sessionIdOf(session)) ?? session;
      this.sessionRecords.set(sessionIdOf(session), kept);
      return kept;
    },
    read: async (key) => this.sessionRecords.get(sessionIdOf(key)),
    list: async ({ tenantId, userId, before, limit }) =>
      [...this.sessionRecords.values()]
        .filter((one) => one.tenantId === tenantId && one.userId === userId && one.deletedAt === undefined)
        .filter((one) => before === undefined || one.sessionId < before)
        .sort((a, b) => (a.sessionId < b.sessionId ? 1 : -1))
        .slice(0, limit),
    remove: async (key) => {
      const session = this.sessionRecords.get(sessionIdOf(key));
      if (session === undefined) return;
      this.sessionRecords.set(sessionIdOf(key), { ...session, deletedAt: isoTime(this.now) });
    },
  });

  readonly messages: MessageAppender & MessageReader = this.#watch('messages', {
    append: async (key, { since: _since, ...draft }) => {
      const kept = this.#conversation(key);
      const known = kept.find(({ writeId }) => writeId === draft.writeId);
      if (known !== undefined) return known;
      const message = { seq: kept.length + 1, ...draft, createdAt: isoTime(this.now) };
      kept.push(message);
      return message;
    },
    last: async (key, limit) => this.#conversation(key).slice(-limit),
    page: async (key, { after, limit }) => this.#conversation(key).slice(after, after + limit),
  });

  readonly questions: QuestionStore = this.#watch('questions', {
    read: async (tenantId, questionId) => this.questionRecords.get(`${tenantId} ${questionId}`),
    ask: async (tenantId, question) => {
      const known = this.questionRecords.get(`${tenantId} ${question.questionId}`);
      if (known !== undefined && known.askedAt > question.askedAt) return known;
      const kept = { ...known, ...question };
      this.questionRecords.set(`${tenantId} ${question.questionId}`, kept);
      return kept;
    },
    answer: async (tenantId, questionId, answer, userId) => {
      const known = this.questionRecords.get(`${tenantId} ${questionId}`);
      if (known === undefined) return undefined;
      const kept = { ...known, answer: known.answer ?? answer, answeredBy: known.answeredBy ?? userId };
      this.questionRecords.set(`${tenantId} ${questionId}`, kept);
      return kept;
    },
  });

  readonly idempotency: IdempotencyStore = this.#watch('idempotency', {
    claim: async (tenantId, key, entry) => {
      const kept = this.keys.get(`${tenantId} ${key}`) ?? entry;
      this.keys.set(`${tenantId} ${key}`, kept);
      return kept;
    },
  });

  readonly #openWrites = this.#watch('open', {
    add: async ({ tenantId, requestId }: RequestKey) => {
      this.openKeys.set(requestId, { tenantId, requestId });
    },
    remove: async ({ requestId }: RequestKey) => {
      this.openKeys.delete(requestId);
    },
  });
  readonly open: OpenRequests = {
    add: (key) => this.#openWrites.add(key),
    remove: (key) => this.#openWrites.remove(key),
    madeBefore: (ms) => this.#openBefore(ms),
  };

  readonly audit: AuditTrail = this.#watch('audit', {
    record: async ({ tenantId, userId, sessionId, requestId }, entry) => {
      const known = this.auditEntries.some((one) => one.requestId === requestId && one.key === entry.key);
      if (!known) this.auditEntries.push({ ...entry, tenantId, userId, sessionId, requestId });
    },
  });

  readonly metrics: MetricsCounter = this.#watch('metrics', {
    count: async (tenantId, { kind, name }, add) => {
      this.counts.push({ tenantId, kind, name, add });
    },
  });

  readonly executions: Executions & ExecutionReader = this.#watch('executions', {
    start: async (input) => {
      const name = executionName(input.requestId, input.generation);
      const arn = `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
      if (!this.executionStates.has(arn)) {
        this.executionStates.set(arn, { status: 'RUNNING' });
        this.startedExecutions.push(name);
      }
      return arn;
    },
    describe: async (arn) => this.executionStates.get(arn),
  });

  readonly waiting: Waiting = this.#watch('waiting', {
    release: async (token, output) => {
      if (this.waitedFor !== undefined && !this.waitedFor.delete(token)) return false;
      this.released.push({ token, output });
      return true;
    },
  });

  readonly events: RequestEvents = this.#watch('events', {
    publish: async (type, request) => {
      this.published.push({ type, request });
    },
  });

  #conversation(key: SessionKey) {
    const kept = this.messageRecords.get(sessionIdOf(key)) ?? [];
    this.messageRecords.set(sessionIdOf(key), kept);
    return kept;
  }

  async *#openBefore(ms: number): AsyncGenerator<RequestKey> {
    for (const key of this.openKeys.values()) {
      const request = this.requestRecords.get(idOf(key));
      if (request === undefined || Date.parse(request.createdAt) < ms) yield key;
    }
  }

  #keepTask(key: TaskKey, task: TaskRecord): TaskRecord {
    this.taskRecords.set(taskIdOf(key), task);
    return task;
  }

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

const idOf = ({ tenantId, requestId }: RequestKey) => `${tenantId} ${requestId}`;
const taskIdOf = (key: TaskKey) => `${idOf(key)} ${key.taskId}`;
const sessionIdOf = ({ tenantId, sessionId }: SessionKey) => `${tenantId} ${sessionId}`;
