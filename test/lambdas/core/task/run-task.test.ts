import * as fc from 'fast-check';
import { BatonError, errorKinds } from '../../../../lambdas/core/errors.ts';
import { isoTime } from '../../../../lambdas/core/clock.ts';
import { readContext } from '../../../../lambdas/core/agent/context.ts';
import type { AgentCall } from '../../../../lambdas/core/task/call.ts';
import { factsSchema } from '../../../../lambdas/core/task/result.ts';
import { runTask } from '../../../../lambdas/core/task/run-task.ts';
import { taskRecordSchema, type TaskRecord } from '../../../../lambdas/core/task/task.ts';
import {
  aRequest,
  aResult,
  aResultBody,
  aTask,
  anAgent,
  anAgentCall,
  dawn,
  type ScriptedProvider,
  scriptedProvider,
} from '../../../support/fixtures.ts';
import { dieAtEveryStep, MemoryJournal, rejectionOf } from '../../../support/memory-journal.ts';

const usage = { inputTokens: 100, outputTokens: 40, costUsd: 0.002 };

/** A request under way, with its task written. */
function routed(
  task: Partial<TaskRecord> | undefined = {},
  request: Parameters<typeof aRequest>[0] = {},
): MemoryJournal {
  const journal = new MemoryJournal();
  journal.requestRecords.set('acme r1', aRequest({ status: 'running', ...request }));
  journal.taskRecords.set('acme r1 t1', aTask(task));
  return journal;
}

function run(
  journal: MemoryJournal,
  of: { provider?: ScriptedProvider; call?: Partial<AgentCall>; agent?: ReturnType<typeof anAgent> } = {},
) {
  const ports = journal.with({
    agent: of.agent ?? anAgent(),
    provider: of.provider ?? scriptedProvider(),
    contextOf: (request: Parameters<typeof readContext>[1], task: TaskRecord) => readContext(journal, request, task),
    signalAt: () => new AbortController().signal,
  });
  return runTask(ports, anAgentCall(of.call));
}

const task = (journal: MemoryJournal) => journal.taskRecords.get('acme r1 t1');
const audited = (journal: MemoryJournal) => journal.auditEntries.map(({ eventType }) => eventType);

/** The ids of deliverables that the task's result names, with the text that is kept under each. */
function referenced(journal: MemoryJournal) {
  return (task(journal)?.result?.deliverables ?? []).map(
    ({ id }) => journal.deliverableRecords.get(`acme r1 ${id}`)?.content,
  );
}

describe('a task', () => {
  it('is taken over, worked on, kept and settled, in that order', async () => {
    const journal = routed();
    const answer = await run(journal);
    expect(answer).toEqual({ taskId: 't1', status: 'completed', facts: {}, ref: 'r1/tasks/t1' });
    expect(journal.steps.filter((step) => !step.startsWith('messages'))).toEqual([
      'requests.read',
      'tasks.start',
      'tasks.read',
      'deliverables.write',
      'requests.next',
      'tasks.settle',
      'audit.record',
      'metrics.count',
    ]);
  });

  it('has the whole Result in the journal, in the form of the contract', async () => {
    const journal = routed();
    const provider = scriptedProvider(() => {
      journal.now += 2_500;
      return { body: aResultBody({ facts: { rules: 1 }, needs: 'support' }), usage };
    });
    await run(journal, { provider });
    expect(taskRecordSchema.parse(task(journal))).toMatchObject({
      status: 'completed',
      attempt: 1,
      completionSeq: 1,
      startedAt: isoTime(dawn),
      endedAt: isoTime(dawn + 2_500),
      result: {
        status: 'completed',
        facts: { rules: 1 },
        needs: 'support',
        quality: null,
        usage,
        provider: 'offline',
        startedAt: isoTime(dawn),
        endedAt: isoTime(dawn + 2_500),
        deliverables: [{ id: 't1-1-1', title: 'Firewall rule', kind: 'runbook' }],
      },
    });
    expect(referenced(journal)).toEqual(['# Firewall rule\n\nRefuse telnet.']);
  });

  it('tells the provider the task, the deadline and a key that names the one effect', async () => {
    const journal = routed({ round: 0 });
    const provider = scriptedProvider();
    const signals: number[] = [];
    const ports = journal.with({
      agent: anAgent(),
      provider,
      contextOf: async () => ({ history: [], priorWork: [] }),
      signalAt: (ms: number) => {
        signals.push(ms);
        return new AbortController().signal;
      },
    });
    await runTask(ports, anAgentCall({ deadline: dawn + 60_000 }));
    expect(provider.calls).toMatchObject([{ task: { taskId: 't1' }, idempotencyKey: 'r1.1.t1.run.0' }]);
    expect(signals).toEqual([dawn + 60_000]);
  });

  it('that the call brings with it is created, once', async () => {
    const journal = routed();
    const call = {
      taskId: 't1-review-0',
      task: {
        instruction: 'Review it',
        intent: 'action' as const,
        expects: 'A verdict',
        dependsOn: ['t1'],
        reviews: 't1',
      },
    };
    const provider = scriptedProvider();
    await run(journal, { call, provider });
    await run(journal, { call: { ...call, task: { ...call.task, instruction: 'Another' } }, provider });
    expect(journal.taskRecords.get('acme r1 t1-review-0')).toMatchObject({
      agentId: 'network-expert',
      instruction: 'Review it',
      reviews: 't1',
      generation: 1,
      status: 'completed',
    });
    expect(provider.calls).toHaveLength(1);
  });

  it('that came out short of what was expected is completed, and its result says so', async () => {
    const journal = routed();
    const answer = await run(journal, { provider: scriptedProvider(() => aResultBody({ status: 'degraded' })) });
    expect(answer.status).toBe('completed');
    expect(task(journal)).toMatchObject({ status: 'completed', result: { status: 'degraded' } });
  });

  it('that is not in the journal is refused', async () => {
    const error = await rejectionOf(run(routed(), { call: { taskId: 't9' } }));
    expect(error).toMatchObject({ name: 'TaskUnknown' });
  });

  it('of another agent is refused, and an attempt at it is not disturbed', async () => {
    const journal = routed({ status: 'started', attempt: 1 });
    const provider = scriptedProvider();
    const error = await rejectionOf(run(journal, { agent: anAgent({ id: 'storage-expert' }), provider }));
    expect(error).toMatchObject({ name: 'CallInvalid' });
    expect(provider.calls).toEqual([]);
    expect(task(journal)).toMatchObject({ status: 'started', attempt: 1 });
  });

  it('may have as many words as a request and its answers have', async () => {
    const words = Array.from({ length: 4 }, () => 'x'.repeat(20_000)).join('\n\n');
    const journal = routed({ instruction: words });
    await run(journal);
    expect(taskRecordSchema.parse(task(journal)).instruction).toBe(words);
  });
});

describe('a repeated attempt', () => {
  it('at a completed task answers what was recorded, and nothing is done or counted again', async () => {
    const journal = routed();
    const provider = scriptedProvider(() => aResultBody({ facts: { rules: 1 } }));
    const first = await run(journal, { provider });
    const again = await run(journal, { provider });
    expect(again).toEqual(first);
    expect(provider.calls).toHaveLength(1);
    expect(audited(journal)).toEqual(['task.completed']);
    expect(journal.counts).toHaveLength(1);
    expect(task(journal)).toMatchObject({ attempt: 1, completionSeq: 1 });
  });

  it('at a completed task is answered also after its deadline', async () => {
    const journal = routed();
    const first = await run(journal);
    journal.now = dawn + 900_000;
    expect(await run(journal)).toEqual(first);
  });

  it('at a failed task fails as it did', async () => {
    const error = { name: 'ModelRejected', message: 'the key is wrong' };
    const journal = routed({ status: 'failed', error, attempt: 1 });
    const provider = scriptedProvider();
    expect(await rejectionOf(run(journal, { provider }))).toMatchObject({
      name: 'ModelRejected',
      message: 'task t1 has failed before: its record says why',
    });
    expect(provider.calls).toEqual([]);
  });

  it.each(['skipped', 'fenced', 'compensated', 'dirty'] as const)('leaves a task alone that is %s', async (status) => {
    const journal = routed({ status });
    const provider = scriptedProvider();
    expect(await run(journal, { provider })).toMatchObject({ status });
    expect(provider.calls).toEqual([]);
  });

  it('at a task that another attempt has started takes it over', async () => {
    const journal = routed({ status: 'started', attempt: 3 });
    await run(journal);
    expect(task(journal)).toMatchObject({
      status: 'completed',
      attempt: 4,
      result: { deliverables: [{ id: 't1-4-1' }] },
    });
  });

  it.each([
    ['completes', () => aResultBody(), 'completed'],
    ['fails', () => aResultBody({ status: 'failed', outcome: 'It cannot be done.' }), 'failed'],
    [
      'fails for good',
      () => {
        throw new BatonError('ModelRejected', 'the key is wrong');
      },
      'failed',
    ],
  ])('makes it end right, wherever the one before that %s has died', async (_, line, status) => {
    const died = await dieAtEveryStep({
      prepare: () => routed(),
      attempt: async (journal) =>
        run(journal, { provider: scriptedProvider(line) }).catch((error: unknown) => {
          if (!(error instanceof BatonError)) throw error;
        }),
      assess: (journal, diedAfter) => {
        const ended = task(journal);
        expect({ diedAfter, status: ended?.status }).toEqual({ diedAfter, status });
        expect(referenced(journal)).toEqual(
          (ended?.result?.deliverables ?? []).map(() => '# Firewall rule\n\nRefuse telnet.'),
        );
        for (const { id } of ended?.result?.deliverables ?? []) expect(id).toBe(`t1-${ended?.attempt}-1`);
        expect(journal.auditEntries).toHaveLength(1);
        expect(journal.counts.length).toBeLessThanOrEqual(1);
      },
    });
    expect(died).toBeGreaterThanOrEqual(6);
  });

  it('refers to what it made itself, not to what the attempt before it left', async () => {
    const journal = routed();
    journal.before('requests.next', () => {
      throw new Error('the process died');
    });
    await rejectionOf(run(journal, { provider: scriptedProvider(() => withContent('of the first')) }));
    await run(journal, { provider: scriptedProvider(() => withContent('of the second')) });
    expect(referenced(journal)).toEqual(['of the second']);
    expect(journal.deliverableRecords.get('acme r1 t1-1-1')?.content).toBe('of the first');
  });
});

const withContent = (content: string) => aResultBody({ deliverables: [{ title: 'Rule', kind: 'runbook', content }] });

describe('two attempts at once', () => {
  it('settle the task once: the later start wins, the other only notes that it was late', async () => {
    const journal = routed();
    let second: Promise<unknown> | undefined;
    const provider = scriptedProvider(
      async () => {
        second = run(journal, { provider });
        await second;
        return withContent('of the first');
      },
      () => withContent('of the second'),
    );
    expect(await rejectionOf(run(journal, { provider }))).toMatchObject({ name: 'AttemptFenced' });
    expect(task(journal)).toMatchObject({ status: 'completed', attempt: 2, completionSeq: 1 });
    expect(referenced(journal)).toEqual(['of the second']);
    expect(journal.lateAttempts).toEqual([{ taskId: 't1', attempt: 1 }]);
    expect(journal.deliverableRecords.size).toBe(1);
    expect(audited(journal)).toEqual(['task.completed']);
    expect(journal.counts).toHaveLength(1);
  });

  it('settle it once also when the second starts between the work of the first and its keeping', async () => {
    const journal = routed();
    journal.before('deliverables.write', () =>
      run(journal, { provider: scriptedProvider(() => withContent('second')) }),
    );
    const first = run(journal, { provider: scriptedProvider(() => withContent('first')) });
    expect(await rejectionOf(first)).toMatchObject({ name: 'AttemptFenced' });
    expect(referenced(journal)).toEqual(['second']);
    expect(journal.lateAttempts).toEqual([{ taskId: 't1', attempt: 1 }]);
    expect(journal.counts).toHaveLength(1);
  });

  it('settle it once when the one that lost wants to say that it failed', async () => {
    const journal = routed();
    const failing = scriptedProvider(async () => {
      await run(journal);
      throw new BatonError('ModelRejected', 'the key is wrong');
    });
    expect(await rejectionOf(run(journal, { provider: failing }))).toMatchObject({ name: 'ModelRejected' });
    expect(task(journal)).toMatchObject({ status: 'completed', attempt: 2 });
    expect(task(journal)).not.toHaveProperty('error');
    expect(audited(journal)).toEqual(['task.completed']);
  });

  it('settle it once in whatever order their steps come', async () => {
    const journal = routed();
    const all = await Promise.allSettled(Array.from({ length: 20 }, () => run(journal)));
    const answers = all.filter(({ status }) => status === 'fulfilled');
    const errors = all.flatMap((one) => (one.status === 'rejected' ? [(one.reason as Error).name] : []));
    expect(answers.length).toBeGreaterThan(0);
    expect(new Set(errors)).toEqual(new Set(['AttemptFenced']));
    expect(audited(journal)).toEqual(['task.completed']);
    expect(journal.steps.filter((step) => step === 'metrics.count')).toHaveLength(1);
    expect(task(journal)?.status).toBe('completed');
  });
});

describe('the deadline', () => {
  it('keeps work from starting at the very instant at which it is over', async () => {
    const journal = routed();
    const provider = scriptedProvider();
    const error = await rejectionOf(run(journal, { provider, call: { deadline: dawn } }));
    expect(error).toMatchObject({ name: 'DeadlineExceeded' });
    expect(provider.calls).toEqual([]);
    expect(task(journal)).toMatchObject({ status: 'waiting', attempt: 0 });
  });

  it('that passed during the work fails the task, and nothing is kept of it', async () => {
    const journal = routed();
    const provider = scriptedProvider(() => {
      journal.now = dawn + 300_000;
      return aResultBody();
    });
    expect(await rejectionOf(run(journal, { provider }))).toMatchObject({ name: 'DeadlineExceeded' });
    expect(task(journal)).toMatchObject({ status: 'failed', error: { name: 'DeadlineExceeded' } });
    expect(journal.deliverableRecords.size).toBe(0);
  });
});

describe('a task that was taken away', () => {
  it('during the work is left as it is, and nothing is kept', async () => {
    const journal = routed();
    const provider = scriptedProvider(async () => {
      const error = { name: 'ExecutionLost', message: 'gone' };
      await journal.tasks.abandon({ tenantId: 'acme', requestId: 'r1', taskId: 't1' }, { at: isoTime(dawn), error });
      return aResultBody();
    });
    expect(await rejectionOf(run(journal, { provider }))).toMatchObject({ name: 'AttemptFenced' });
    expect(task(journal)).toMatchObject({ status: 'failed', error: { name: 'ExecutionLost' } });
    expect(journal.deliverableRecords.size).toBe(0);
    expect(journal.lateAttempts).toEqual([{ taskId: 't1', attempt: 1 }]);
    expect(journal.counts).toEqual([]);
  });
});

describe('an error', () => {
  const names = Object.keys(errorKinds) as (keyof typeof errorKinds)[];
  const thrown = (name: (typeof names)[number]) =>
    scriptedProvider(() => {
      throw new BatonError(name, 'it went wrong');
    });

  it.each(names.filter((name) => errorKinds[name].retry))('%s leaves the task started, for the retry', async (name) => {
    const journal = routed();
    expect(await rejectionOf(run(journal, { provider: thrown(name) }))).toMatchObject({ name });
    expect(task(journal)).toMatchObject({ status: 'started', attempt: 1 });
    expect(journal.counts).toEqual([]);
    expect(await run(journal)).toMatchObject({ status: 'completed' });
  });

  it.each(['ModelRejected', 'AgentOutputInvalid', 'DeadlineExceeded', 'CallInvalid'] as const)(
    '%s settles the task as failed, with its words, and counts it',
    async (name) => {
      const journal = routed();
      expect(await rejectionOf(run(journal, { provider: thrown(name) }))).toMatchObject({ name });
      expect(task(journal)).toMatchObject({ status: 'failed', error: { name, message: 'it went wrong' } });
      expect(audited(journal)).toEqual(['task.failed']);
      expect(journal.counts).toMatchObject([{ name: 'network-expert', add: { tasks: 1, failed: 1 } }]);
    },
  );

  it('that is none of ours leaves the task to whoever closes the request', async () => {
    const journal = routed();
    const provider = scriptedProvider(() => {
      throw new TypeError('undefined is not a function');
    });
    expect(await rejectionOf(run(journal, { provider }))).toMatchObject({ name: 'TypeError' });
    expect(task(journal)).toMatchObject({ status: 'started' });
  });

  it('after which money was spent all the same counts what was spent', async () => {
    const journal = routed();
    const provider = scriptedProvider(() => {
      throw new BatonError('AgentOutputInvalid', 'no Result, twice', { cause: { usage } });
    });
    await rejectionOf(run(journal, { provider }));
    expect(journal.counts).toMatchObject([{ add: { failed: 1, ...usage } }]);
  });

  it('that is retried counts what the attempt was paid, and no task', async () => {
    const journal = routed();
    const provider = scriptedProvider(() => {
      throw new BatonError('ModelThrottled', 'slow down', { cause: { usage } });
    });
    await rejectionOf(run(journal, { provider }));
    expect(journal.counts).toMatchObject([{ name: 'network-expert', add: usage }]);
    expect(journal.counts[0]?.add).not.toHaveProperty('tasks');
  });

  it('that the agent itself reports fails the task, and its result is kept', async () => {
    const journal = routed();
    const body = aResultBody({ status: 'failed', outcome: 'There is no such switch.' });
    const error = await rejectionOf(run(journal, { provider: scriptedProvider(() => ({ body, usage })) }));
    expect(error).toMatchObject({
      name: 'AgentReportedFailure',
      message: 'network-expert could not do task t1: its record says why',
    });
    expect(task(journal)).toMatchObject({
      status: 'failed',
      error: { name: 'AgentReportedFailure', message: 'There is no such switch.' },
      result: { status: 'failed', usage },
    });
    expect(task(journal)).not.toHaveProperty('completionSeq');
    expect(journal.counts).toMatchObject([{ add: { tasks: 1, failed: 1, ...usage } }]);
  });
});

describe('a round of rework', () => {
  const reviewed = () => {
    const journal = routed({ status: 'completed', attempt: 1, completionSeq: 1, result: aResult() });
    const review = aTask({
      taskId: 't1-review-0',
      agentId: 'validator',
      status: 'completed',
      result: aResult({ outcome: 'The rule names no port.' }),
    });
    journal.taskRecords.set('acme r1 t1-review-0', review);
    return journal;
  };

  it('runs a completed task once more, and tells the provider what the review said', async () => {
    const journal = reviewed();
    const provider = scriptedProvider();
    await run(journal, { provider, call: { round: 1 } });
    await run(journal, { provider, call: { round: 1 } });
    expect(provider.calls).toMatchObject([
      { context: { rework: 'The rule names no port.' }, idempotencyKey: 'r1.1.t1.run.1', task: { round: 1 } },
    ]);
    expect(task(journal)).toMatchObject({
      status: 'completed',
      round: 1,
      attempt: 2,
      result: { deliverables: [{ id: 't1-2-1' }] },
    });
  });

  it('that comes after its deadline is not answered with what the round before recorded', async () => {
    const journal = reviewed();
    const error = await rejectionOf(run(journal, { call: { round: 1, deadline: dawn } }));
    expect(error).toMatchObject({ name: 'DeadlineExceeded' });
    expect(task(journal)).toMatchObject({ status: 'completed', round: 0 });
  });

  it('is not begun by a repeated call of the round before', async () => {
    const journal = reviewed();
    const provider = scriptedProvider();
    expect(await run(journal, { provider, call: { round: 0 } })).toMatchObject({ status: 'completed' });
    expect(provider.calls).toEqual([]);
  });

  it('does not wake up a task that has failed', async () => {
    const error = { name: 'ModelRejected', message: 'the key is wrong' };
    const journal = routed({ status: 'failed', error });
    expect(await rejectionOf(run(journal, { call: { round: 1 } }))).toMatchObject({ name: 'ModelRejected' });
    expect(task(journal)).toMatchObject({ status: 'failed', round: 0 });
  });

  it('that is under way fences a late call of the round before', async () => {
    const journal = routed({ status: 'started', round: 1, attempt: 2 });
    expect(await rejectionOf(run(journal))).toMatchObject({ name: 'AttemptFenced' });
    expect(task(journal)).toMatchObject({ round: 1, attempt: 2 });
  });
});

describe('a request', () => {
  it.each(['cancelling', 'rolling-back', 'succeeded', 'failed', 'cancelled'] as const)(
    'that is %s lets no work start',
    async (status) => {
      const journal = routed({}, { status });
      const provider = scriptedProvider();
      expect(await rejectionOf(run(journal, { provider }))).toMatchObject({ name: 'RequestClosed' });
      expect(provider.calls).toEqual([]);
      expect(task(journal)).toMatchObject({ status: 'waiting', attempt: 0 });
    },
  );

  it('of a newer generation lets no work of an older one start', async () => {
    const error = await rejectionOf(run(routed({}, { generation: 2 })));
    expect(error).toMatchObject({ name: 'RequestClosed' });
  });

  it('that is not in the journal, or is another tenant’s, lets no work start', async () => {
    const error = await rejectionOf(run(routed(), { call: { tenantId: 'globex' } }));
    expect(error).toMatchObject({ name: 'RequestUnknown' });
  });
});

describe('what is counted', () => {
  it('is one task with its time, tokens and cost, for the agent of that tenant', async () => {
    const journal = routed();
    const provider = scriptedProvider(() => {
      journal.now += 1_500;
      return { body: aResultBody(), usage };
    });
    await run(journal, { provider });
    expect(journal.counts).toEqual([
      {
        tenantId: 'acme',
        kind: 'agent',
        name: 'network-expert',
        add: { tasks: 1, completed: 1, durationMs: 1_500, ...usage },
      },
    ]);
  });

  it('is audited with who did what for whom', async () => {
    const journal = routed();
    await run(journal);
    expect(journal.auditEntries).toEqual([
      {
        eventType: 'task.completed',
        key: 'task-t1-1-0',
        tenantId: 'acme',
        userId: 'ada',
        sessionId: 's1',
        requestId: 'r1',
        agentInvolved: 'network-expert',
        operation: 'run:t1',
        input: 'Refuse telnet on the lab switch',
        output: aResultBody().outcome,
        success: true,
      },
    ]);
  });
});

it('answers at most 2 KB, whatever facts a result may have', async () => {
  const value = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.double(), fc.boolean(), fc.constant(null));
  const anyFacts = fc.dictionary(fc.string({ unit: 'grapheme', maxLength: 40 }), value, { maxKeys: 40, size: 'max' });
  const bigFacts = fc
    .tuple(
      fc.constantFrom('漢', 'é', '😀', 'x', '"', '\u0001'),
      fc.integer({ min: 1, max: 100 }),
      fc.integer({ min: 1, max: 20 }),
    )
    .map(([char, length, count]) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, char.repeat(length)])),
    );
  let big = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(anyFacts, bigFacts), async (drawn) => {
      const facts = factsSchema.safeParse(drawn);
      fc.pre(facts.success);
      const ids = { taskId: 't'.repeat(64), requestId: 'r'.repeat(64) };
      const journal = new MemoryJournal();
      journal.requestRecords.set(`acme ${ids.requestId}`, aRequest({ ...ids, status: 'running' }));
      journal.taskRecords.set(`acme ${ids.requestId} ${ids.taskId}`, aTask(ids));
      const provider = scriptedProvider(() => aResultBody({ facts: facts.data ?? {} }));
      const answer = await run(journal, { provider, call: ids });
      const bytes = Buffer.byteLength(JSON.stringify(answer));
      if (bytes > 1_000) big += 1;
      expect(bytes).toBeLessThanOrEqual(2_048);
    }),
    { numRuns: 300 },
  );
  expect(big).toBeGreaterThan(0);
});
