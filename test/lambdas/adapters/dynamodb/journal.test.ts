import * as fc from 'fast-check';
import { DynamoAudit } from '../../../../lambdas/adapters/dynamodb/audit.ts';
import { DynamoIdempotency } from '../../../../lambdas/adapters/dynamodb/idempotency.ts';
import { DynamoMetrics } from '../../../../lambdas/adapters/dynamodb/metrics.ts';
import { DynamoOpenRequests } from '../../../../lambdas/adapters/dynamodb/open-requests.ts';
import { DynamoQuestions } from '../../../../lambdas/adapters/dynamodb/questions.ts';
import { DynamoRequests } from '../../../../lambdas/adapters/dynamodb/requests.ts';
import { DynamoMessages, DynamoSessions } from '../../../../lambdas/adapters/dynamodb/sessions.ts';
import { DynamoDeliverables, DynamoTasks } from '../../../../lambdas/adapters/dynamodb/tasks.ts';
import { ulid } from 'ulid';
import { sha256 } from '../../../../lambdas/adapters/hash.ts';
import { isoTime } from '../../../../lambdas/core/clock.ts';
import { canMove, requestStatuses } from '../../../../lambdas/core/request/status.ts';
import { taskStatuses } from '../../../../lambdas/core/task/task.ts';
import { startJournalTable } from '../../../support/dynamodb.ts';
import { aRequest, aResult, aRoute, aSession, aTask, dawn } from '../../../support/fixtures.ts';
import { MemoryJournal } from '../../../support/memory-journal.ts';

let now = dawn;
const clock = () => now;
const seconds = (ms: number) => Math.floor(ms / 1_000);
let store: Awaited<ReturnType<typeof startJournalTable>>;

function tables() {
  const { table } = store;
  return {
    requests: new DynamoRequests(table, clock),
    tasks: new DynamoTasks(table),
    deliverables: new DynamoDeliverables(table),
    sessions: new DynamoSessions(table, clock),
    messages: new DynamoMessages(table, clock),
    questions: new DynamoQuestions(table, clock),
    idempotency: new DynamoIdempotency(table, clock),
    open: new DynamoOpenRequests(table),
    audit: new DynamoAudit(table, clock),
    metrics: new DynamoMetrics(table, clock),
  };
}

beforeAll(async () => {
  store = await startJournalTable();
});
afterAll(async () => store.close());
beforeEach(() => {
  now = dawn;
});

/** A tenant of its own for each test: they share a table. */
let tenants = 0;
function aTenant() {
  tenants += 1;
  return `tenant ${tenants}`;
}

const startOf = (round = 0) => ({ round, agentId: 'network-expert', at: isoTime(dawn) });
const failure = { name: 'ModelRejected', message: 'the key is wrong' };

/** What the tests of the core take for granted in memory, and what the tables must do as well. */
describe.each([
  { where: 'in the table', journal: () => tables() },
  { where: 'in memory, as the tests of the core have it', journal: () => new MemoryJournal() },
])('the journal $where', ({ journal: open }) => {
  let journal: ReturnType<typeof open>;
  let tenantId: string;
  beforeEach(() => {
    journal = open();
    tenantId = aTenant();
  });
  const request = (changes: Parameters<typeof aRequest>[0] = {}) => aRequest({ tenantId, ...changes });
  const taskKey = () => ({ tenantId, requestId: 'r1', taskId: 't1' });

  describe('requests', () => {
    it('are read as they were written, and only by their tenant', async () => {
      const record = request({ text: 'Größe 漢字 😀 "quoted"\n', route: aRoute() });
      expect(await journal.requests.create(record)).toEqual(record);
      expect(await journal.requests.read(record)).toEqual(record);
      expect(await journal.requests.read({ tenantId: 'another', requestId: 'r1' })).toBeUndefined();
    });

    it('are created once; the first record stays', async () => {
      await journal.requests.create(request());
      const second = await journal.requests.create(request({ text: 'another' }));
      expect(second.text).toBe(request().text);
    });

    it('move exactly where their status allows', async () => {
      for (const from of requestStatuses) {
        for (const to of requestStatuses.filter((status) => status !== 'received')) {
          const requestId = `${from}-${to}`;
          await journal.requests.create(request({ requestId, status: from }));
          const moved = await journal.requests.move({ tenantId, requestId }, { status: to });
          const stored = await journal.requests.read({ tenantId, requestId });
          expect([requestId, moved?.status, stored?.status]).toEqual([
            requestId,
            ...(canMove(from, to) ? [to, to] : [undefined, from]),
          ]);
        }
      }
    });

    it('take on what a move brings, lose what it takes away, and say when they ended', async () => {
      const question = { questionId: 'r1-q1', text: 'Which?', askedAt: isoTime(dawn), expiresAt: isoTime(dawn) };
      await journal.requests.create(request());
      const waiting = { status: 'waiting', question, route: aRoute(), executionArn: 'arn' } as const;
      expect(await journal.requests.move(request(), waiting)).toMatchObject(waiting);
      const ended = await journal.requests.move(request(), {
        status: 'failed',
        question: null,
        reply: 'No.',
        error: failure,
      });
      expect(ended).toMatchObject({
        status: 'failed',
        route: aRoute(),
        reply: 'No.',
        error: failure,
        updatedAt: isoTime(dawn),
      });
      expect(ended?.endedAt).toBe(isoTime(dawn));
      expect(ended).not.toHaveProperty('question');
      expect(await journal.requests.read(request())).toEqual(ended);
    });

    it('move with whileAsking only as long as they wait on that question', async () => {
      const question = (n: number) => ({
        questionId: `r1-q${n}`,
        text: 'Which?',
        askedAt: isoTime(dawn),
        expiresAt: isoTime(dawn),
      });
      const answered = () => journal.requests.move(request(), { status: 'running', question: null }, 'r1-q1');
      await journal.requests.create(request());
      expect(await answered()).toBeUndefined();
      await journal.requests.move(request(), { status: 'waiting', question: question(1) });
      expect(await answered()).toMatchObject({ status: 'running' });
      await journal.requests.move(request(), { status: 'waiting', question: question(2) });
      expect(await answered()).toBeUndefined();
      expect(await journal.requests.move(request(), { status: 'waiting', question: question(1) })).toBeUndefined();
      expect(await journal.requests.read(request())).toMatchObject({ status: 'waiting', question: question(2) });
      expect(await journal.requests.move(request(), { status: 'waiting', question: question(2) })).toBeDefined();
      expect(await journal.requests.move(request(), { status: 'waiting', question: question(3) })).toBeDefined();
    });

    it('that are unknown do not move, and do not come into being by it', async () => {
      expect(await journal.requests.move(request(), { status: 'running' })).toBeUndefined();
      expect(await journal.requests.read(request())).toBeUndefined();
    });

    it('count completions without a gap, however many at once', async () => {
      await journal.requests.create(request());
      const all = await Promise.all(Array.from({ length: 20 }, () => journal.requests.next(request())));
      expect(all.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
      expect(await journal.requests.read(request())).toEqual(request());
    });

    it('are listed newest first across statuses, page by page, none twice and none left out', async () => {
      const ids = Array.from({ length: 37 }, (_, index) => `R${String(index).padStart(4, '0')}`);
      const statuses = ['received', 'running', 'waiting', 'failed'] as const;
      for (const [index, requestId] of ids.entries()) {
        await journal.requests.create(request({ requestId, status: statuses[index % 4] ?? 'received' }));
      }
      const seen: string[] = [];
      for (let before: string | undefined; ;) {
        const page = await journal.requests.list({ tenantId, statuses: requestStatuses, before, limit: 5 });
        seen.push(...page.map(({ requestId }) => requestId));
        before = page.at(-1)?.requestId;
        if (before === undefined) break;
        expect(page.length).toBeLessThanOrEqual(5);
      }
      expect(seen).toEqual(ids.toReversed());
      const open = await journal.requests.list({ tenantId, statuses: ['running', 'waiting'], limit: 100 });
      expect(open.map(({ requestId }) => requestId)).toEqual(
        ids.filter((_, i) => i % 4 === 1 || i % 4 === 2).toReversed(),
      );
    });

    it('are listed under the status they have come to, and for their tenant alone', async () => {
      await journal.requests.create(request());
      await journal.requests.move(request(), { status: 'running' });
      const listed = async (of: string, status: (typeof requestStatuses)[number]) =>
        (await journal.requests.list({ tenantId: of, statuses: [status], limit: 10 })).length;
      expect(await listed(tenantId, 'received')).toBe(0);
      expect(await listed(tenantId, 'running')).toBe(1);
      expect(await listed('another', 'running')).toBe(0);
    });
  });

  describe('tasks', () => {
    it('are read as they were written, created once, and listed with their request', async () => {
      const whole = aTask({ domain: 'network', compensation: { withdraw: true }, dependsOn: ['t0'], reviews: 't0' });
      await journal.tasks.create(tenantId, whole);
      await journal.tasks.create(tenantId, aTask({ instruction: 'another' }));
      await journal.tasks.create(tenantId, aTask({ taskId: 't2', createdAt: isoTime(dawn + 1) }));
      await journal.tasks.create(tenantId, aTask({ requestId: 'r10', taskId: 't3' }));
      expect(await journal.tasks.read(taskKey())).toEqual(whole);
      expect((await journal.tasks.list(taskKey())).map(({ taskId }) => taskId)).toEqual(['t1', 't2']);
      expect(await journal.tasks.read({ ...taskKey(), tenantId: 'another' })).toBeUndefined();
    });

    it.each(taskStatuses)('that are %s start only when they are open, or sent back once completed', async (status) => {
      await journal.tasks.create(tenantId, aTask({ status, attempt: 3 }));
      const rework = { ...taskKey(), taskId: 't2' };
      await journal.tasks.create(tenantId, aTask({ taskId: 't2', status, attempt: 3 }));
      const open = status === 'waiting' || status === 'started';
      const started = await journal.tasks.start(taskKey(), startOf(0));
      expect(started?.attempt).toBe(open ? 4 : undefined);
      expect((await journal.tasks.read(taskKey()))?.status).toBe(open ? 'started' : status);
      const sentBack = await journal.tasks.start(rework, startOf(1));
      expect(sentBack?.round).toBe(status === 'completed' ? 1 : undefined);
    });

    it('that are started again have neither the end nor the error of before', async () => {
      const ended = { endedAt: isoTime(dawn), error: failure };
      await journal.tasks.create(tenantId, aTask({ status: 'completed', ...ended }));
      const started = await journal.tasks.start(taskKey(), startOf(1));
      expect(started).toEqual(aTask({ status: 'started', round: 1, attempt: 1, startedAt: isoTime(dawn) }));
    });

    it('are not started for a round that is over, for another agent, nor when they are unknown', async () => {
      await journal.tasks.create(tenantId, aTask({ round: 1, status: 'started', attempt: 1 }));
      expect(await journal.tasks.start(taskKey(), startOf(0))).toBeUndefined();
      expect(await journal.tasks.start(taskKey(), { ...startOf(1), agentId: 'storage-expert' })).toBeUndefined();
      expect(await journal.tasks.start({ ...taskKey(), taskId: 't9' }, startOf(0))).toBeUndefined();
      expect(await journal.tasks.read({ ...taskKey(), taskId: 't9' })).toBeUndefined();
    });

    it('are settled by the attempt that holds them, once', async () => {
      await journal.tasks.create(tenantId, aTask());
      await journal.tasks.start(taskKey(), startOf());
      await journal.tasks.start(taskKey(), startOf());
      const end = {
        status: 'completed',
        at: isoTime(dawn + 5),
        result: aResult({ facts: { rules: 1 } }),
        completionSeq: 1,
      } as const;
      expect(await journal.tasks.settle(taskKey(), 1, end)).toBeUndefined();
      const settled = await journal.tasks.settle(taskKey(), 2, end);
      expect(settled).toMatchObject({ status: 'completed', endedAt: end.at, result: end.result, completionSeq: 1 });
      expect(
        await journal.tasks.settle(taskKey(), 2, { status: 'failed', at: end.at, error: failure }),
      ).toBeUndefined();
      expect(await journal.tasks.read(taskKey())).toEqual(settled);
    });

    it('may be settled as failed, with an error and with or without a result', async () => {
      await journal.tasks.create(tenantId, aTask({ status: 'started', attempt: 1 }));
      const end = { status: 'failed', at: isoTime(dawn), error: failure } as const;
      expect(await journal.tasks.settle(taskKey(), 1, end)).toMatchObject({ status: 'failed', error: failure });
      expect(await journal.tasks.read(taskKey())).not.toHaveProperty('result');
    });

    it.each(taskStatuses)('that are %s are abandoned only when they are open, and then fenced', async (status) => {
      const task = aTask({ status, attempt: 1 });
      await journal.tasks.create(tenantId, task);
      await journal.tasks.abandon(taskKey(), { at: isoTime(dawn), error: failure });
      const open = status === 'waiting' || status === 'started';
      const abandoned = { ...task, status: 'failed', attempt: 2, error: failure, endedAt: isoTime(dawn) };
      expect(await journal.tasks.read(taskKey())).toEqual(open ? abandoned : task);
    });

    it('that are unknown are neither abandoned into being nor noted late', async () => {
      await journal.tasks.abandon(taskKey(), { at: isoTime(dawn), error: failure });
      await journal.tasks.noteLate(taskKey(), 1, isoTime(dawn));
      expect(await journal.tasks.read(taskKey())).toBeUndefined();
    });

    it('noted late are otherwise as they were', async () => {
      await journal.tasks.create(tenantId, aTask());
      await journal.tasks.noteLate(taskKey(), 1, isoTime(dawn));
      expect(await journal.tasks.read(taskKey())).toEqual(aTask());
    });

    it('started by many at once have each attempt once', async () => {
      await journal.tasks.create(tenantId, aTask());
      const all = await Promise.all(Array.from({ length: 20 }, () => journal.tasks.start(taskKey(), startOf())));
      expect(all.map((task) => task?.attempt ?? 0).sort((a, b) => a - b)).toEqual(all.map((_, index) => index + 1));
    });
  });

  it('keeps deliverables as they were made', async () => {
    const deliverable = {
      deliverableId: 't1-1-1',
      taskId: 't1',
      agentId: 'network-expert',
      title: 'Rule',
      kind: 'runbook' as const,
      content: '# Rule\n\n漢字 😀',
      createdAt: isoTime(dawn),
    };
    const key = { tenantId, requestId: 'r1' };
    await journal.deliverables.write(key, deliverable);
    expect(await journal.deliverables.read(key, 't1-1-1')).toEqual(deliverable);
    expect(await journal.deliverables.read({ ...key, tenantId: 'another' }, 't1-1-1')).toBeUndefined();
  });

  describe('sessions', () => {
    const session = (changes: Parameters<typeof aSession>[0] = {}) => aSession({ tenantId, ...changes });

    it('are created once, and read by their tenant alone', async () => {
      expect(await journal.sessions.create(session())).toEqual(session());
      expect(await journal.sessions.create(session({ title: 'another' }))).toEqual(session());
      expect(await journal.sessions.read(session())).toEqual(session());
      expect(await journal.sessions.read(session({ tenantId: 'another' }))).toBeUndefined();
    });

    it('are listed for one user, newest first, page by page', async () => {
      for (const sessionId of ['S1', 'S2', 'S3', 'S4', 'S5']) await journal.sessions.create(session({ sessionId }));
      await journal.sessions.create(session({ sessionId: 'S6', userId: 'ada#0' }));
      const page = async (before?: string) =>
        (await journal.sessions.list({ tenantId, userId: 'ada', before, limit: 2 })).map(({ sessionId }) => sessionId);
      expect([await page(), await page('S4'), await page('S2')]).toEqual([['S5', 'S4'], ['S3', 'S2'], ['S1']]);
    });

    it('that are deleted are gone from the list, and say when', async () => {
      await journal.sessions.create(session());
      await journal.sessions.remove(session());
      expect(await journal.sessions.list({ tenantId, userId: 'ada', limit: 10 })).toEqual([]);
      expect(await journal.sessions.read(session())).toEqual({ ...session(), deletedAt: isoTime(dawn) });
    });

    it('that are unknown are not deleted into being', async () => {
      await journal.sessions.remove(session());
      expect(await journal.sessions.read(session())).toBeUndefined();
    });
  });

  describe('messages', () => {
    const draft = (writeId: string, text = writeId) => ({
      writeId,
      since: isoTime(dawn),
      role: 'user' as const,
      text,
      author: 'ada',
      requestId: 'r1',
    });
    const key = () => ({ tenantId, sessionId: 's1' });

    it('are numbered from 1, and kept once for each intent', async () => {
      const first = await journal.messages.append(key(), draft('w1', 'hello'));
      await journal.messages.append(key(), draft('w2'));
      const again = await journal.messages.append(key(), draft('w1', 'hello'));
      expect(first).toMatchObject({ seq: 1, text: 'hello', author: 'ada', role: 'user', createdAt: isoTime(dawn) });
      expect(again).toEqual(first);
      expect((await journal.messages.last(key(), 10)).map(({ seq }) => seq)).toEqual([1, 2]);
    });

    it('of 10 writers with 10 messages each have no gap, no loss and the order of each writer', async () => {
      const writers = Array.from({ length: 10 }, (_, index) => index);
      await Promise.all(
        writers.map(async (writer) => {
          for (let n = 0; n < 10; n += 1) {
            const name = `w${writer}.${n}`;
            // Every fifth is sent twice at once, as a retry that overtakes its first attempt.
            await Promise.all(
              Array.from({ length: n % 5 === 0 ? 2 : 1 }, () => journal.messages.append(key(), draft(name))),
            );
          }
        }),
      );
      const kept = await journal.messages.page(key(), { after: 0, limit: 1_000 });
      expect(kept.map(({ seq }) => seq)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
      for (const writer of writers) {
        const own = kept.filter(({ text }) => text.startsWith(`w${writer}.`)).map(({ text }) => text);
        expect(own).toEqual(Array.from({ length: 10 }, (_, n) => `w${writer}.${n}`));
      }
    });

    it('are found again behind any number of others', async () => {
      const first = await journal.messages.append(key(), draft('w0'));
      for (let n = 1; n <= 65; n += 1) await journal.messages.append(key(), draft(`w${n}`));
      expect(await journal.messages.append(key(), draft('w0'))).toEqual(first);
    });

    it('are found again, and read whole, however long they are', async () => {
      const long = '漢'.repeat(20_000);
      const first = await journal.messages.append(key(), draft('w0', long));
      for (let n = 1; n <= 22; n += 1) await journal.messages.append(key(), draft(`w${n}`, long));
      expect(await journal.messages.append(key(), draft('w0', long))).toEqual(first);
      expect(await journal.messages.last(key(), 23)).toHaveLength(23);
      expect(await journal.messages.page(key(), { after: 0, limit: 23 })).toHaveLength(23);
    });

    it('are read from the end, oldest first, and from any number on', async () => {
      for (let n = 1; n <= 7; n += 1) await journal.messages.append(key(), draft(`w${n}`));
      expect((await journal.messages.last(key(), 3)).map(({ seq }) => seq)).toEqual([5, 6, 7]);
      expect((await journal.messages.page(key(), { after: 2, limit: 3 })).map(({ seq }) => seq)).toEqual([3, 4, 5]);
      expect(await journal.messages.page(key(), { after: 7, limit: 3 })).toEqual([]);
      expect(await journal.messages.last({ ...key(), tenantId: 'another' }, 3)).toEqual([]);
    });
  });

  describe('questions', () => {
    const question = (changes = {}) => ({
      questionId: 'r1-q1',
      requestId: 'r1',
      text: 'Which switch?',
      token: 'token-1',
      askedAt: isoTime(dawn),
      expiresAt: isoTime(dawn + 86_400_000),
      ...changes,
    });

    it('are kept with their token, for their tenant', async () => {
      expect(await journal.questions.ask(tenantId, question())).toEqual(question());
      expect(await journal.questions.read(tenantId, 'r1-q1')).toEqual(question());
      expect(await journal.questions.read('another', 'r1-q1')).toBeUndefined();
    });

    it('asked again have the newer token and keep their answer', async () => {
      await journal.questions.ask(tenantId, question());
      await journal.questions.answer(tenantId, 'r1-q1', 'Rack 4', 'ada');
      const again = await journal.questions.ask(tenantId, question({ token: 'token-2' }));
      expect(again).toEqual(question({ token: 'token-2', answer: 'Rack 4', answeredBy: 'ada' }));
    });

    it('keep the newer token when an attempt that was overtaken asks late', async () => {
      const later = { token: 'token-2', askedAt: isoTime(dawn + 5_000) };
      await journal.questions.ask(tenantId, question(later));
      expect(await journal.questions.ask(tenantId, question())).toMatchObject(later);
      expect(await journal.questions.read(tenantId, 'r1-q1')).toMatchObject(later);
    });

    it('keep the first answer', async () => {
      await journal.questions.ask(tenantId, question());
      const answers = ['Rack 4', 'Rack 5', 'Rack 6'].map((text, index) =>
        journal.questions.answer(tenantId, 'r1-q1', text, `user-${index}`),
      );
      const all = await Promise.all(answers);
      expect(new Set(all.map((one) => `${one?.answer} ${one?.answeredBy}`)).size).toBe(1);
      expect(await journal.questions.read(tenantId, 'r1-q1')).toEqual(all[0]);
    });

    it('that were never asked cannot be answered', async () => {
      expect(await journal.questions.answer(tenantId, 'r1-q9', 'Rack 4', 'ada')).toBeUndefined();
      expect(await journal.questions.read(tenantId, 'r1-q9')).toBeUndefined();
    });
  });

  it('gives an idempotency key to one of many that claim it', async () => {
    const entry = (index: number) => ({ requestId: `r${index}`, sessionId: `s${index}`, bodyHash: 'h' });
    const claims = Array.from({ length: 20 }, (_, index) =>
      journal.idempotency.claim(tenantId, 'ada k/1#%', entry(index)),
    );
    const all = await Promise.all(claims);
    expect(new Set(all.map(({ requestId }) => requestId)).size).toBe(1);
    const winner = Number(all[0]?.requestId.slice(1));
    expect(await journal.idempotency.claim(tenantId, 'ada k/1#%', entry(99))).toMatchObject(entry(winner));
    expect(await journal.idempotency.claim('another', 'ada k/1#%', entry(99))).toMatchObject(entry(99));
    expect(await journal.idempotency.claim(tenantId, 'ada k/1', entry(98))).toMatchObject(entry(98));
  });
});

describe('in the table alone', () => {
  /** The items of a partition as they are kept. */
  const itemsOf = (pk: string) => store.table.query({ condition: 'pk = :pk', values: { ':pk': pk }, limit: 100 });

  it('lists no request less because others are large', async () => {
    const { requests } = tables();
    const tenantId = aTenant();
    const ids = Array.from({ length: 100 }, (_, index) => `R${String(index).padStart(4, '0')}`);
    for (const requestId of ids) await requests.create(aRequest({ tenantId, requestId, text: '漢'.repeat(20_000) }));
    const first = await requests.list({ tenantId, statuses: ['received'], limit: 100 });
    expect(first.map(({ requestId }) => requestId)).toEqual(ids.toReversed());
  });

  it('lets the messages of a deleted conversation go with it', async () => {
    const { sessions, messages } = tables();
    const tenantId = aTenant();
    await sessions.create(aSession({ tenantId }));
    const key = { tenantId, sessionId: 's1' };
    for (const writeId of ['w1', 'w2', 'w3']) {
      await messages.append(key, { writeId, since: isoTime(dawn), role: 'user', text: writeId, author: 'ada' });
    }
    await sessions.remove(key);
    const items = await itemsOf(`T#${encodeURIComponent(tenantId)}#S#s1`);
    expect(items).toHaveLength(4);
    for (const item of items) expect(item).toMatchObject({ expiresAt: seconds(dawn) + 30 * 86_400 });
  });

  it('lists the requests that are open, of all tenants, oldest first, behind any number of pages', async () => {
    const { open } = tables();
    const made = Array.from({ length: 900 }, (_, index) => ({
      tenantId: `${aTenant()}#${index % 7}`,
      requestId: ulid(dawn + index * 1_000),
    }));
    for (const key of made) await open.add(key);
    const closed = made.filter((_, index) => index % 9 === 0);
    for (const key of [...closed, ...closed]) await open.remove(key);

    const found: { tenantId: string; requestId: string }[] = [];
    for await (const key of open.madeBefore(dawn + 500_000)) found.push(key);
    const expected = made.slice(0, 500).filter((key) => !closed.includes(key));
    const byId = (a: { requestId: string }, b: { requestId: string }) => (a.requestId < b.requestId ? -1 : 1);
    expect(found.toSorted(byId)).toEqual(expected);
  });

  it('keeps the hashes of what was said in the audit, and nothing of the words', async () => {
    const tenantId = aTenant();
    const subject = { tenantId, userId: 'ada', sessionId: 's1', requestId: 'r1', createdAt: isoTime(dawn) };
    const entry = {
      eventType: 'task.completed',
      agentInvolved: 'network-expert',
      operation: 'run:t1',
      success: true,
    };
    const { audit } = tables();
    for (const key of ['one', 'two', 'one']) {
      await audit.record(subject, { ...entry, key, input: 'my secret', output: 'your secret' });
    }
    const all = await Promise.all(
      [0, 1, 2, 3].map((n) => itemsOf(`T#${encodeURIComponent(tenantId)}#A#2026-03-02#${n}`)),
    );
    expect(all.flat()).toHaveLength(2);
    const { createdAt: _createdAt, ...who } = subject;
    expect(all.flat()[0]).toMatchObject({
      ...who,
      ...entry,
      timestamp: isoTime(dawn),
      inputDataHash: sha256('my secret'),
      outputDataHash: sha256('your secret'),
      expiresAt: seconds(dawn) + 400 * 86_400,
    });
    expect(JSON.stringify(all)).not.toContain('secret"');
  });

  it('adds counters up by thing and day, however many count at once', async () => {
    const { metrics } = tables();
    const tenantId = aTenant();
    const add = { tasks: 1, completed: 1, durationMs: 10, costUsd: 0.25 };
    const of = { kind: 'agent', name: 'network-expert' } as const;
    await Promise.all(Array.from({ length: 20 }, () => metrics.count(tenantId, of, add)));
    now = dawn + 86_400_000;
    await metrics.count(tenantId, of, { tasks: 1, failed: 1 });
    expect(await itemsOf(`T#${encodeURIComponent(tenantId)}#M#agent#network-expert`)).toMatchObject([
      { sk: '2026-03-02', tasks: 20, completed: 20, durationMs: 200, costUsd: 5 },
      { sk: '2026-03-03', tasks: 1, failed: 1, expiresAt: seconds(now) + 400 * 86_400 },
    ]);
  });

  it('takes an idempotency key for free a day later, also while the old entry is still there', async () => {
    const { idempotency } = tables();
    const tenantId = aTenant();
    const entry = (index: number) => ({ requestId: `r${index}`, sessionId: `s${index}`, bodyHash: 'h' });
    await idempotency.claim(tenantId, 'k', entry(1));
    now = dawn + 86_400_000;
    expect(await idempotency.claim(tenantId, 'k', entry(2))).toMatchObject(entry(1));
    now += 1_000;
    expect(await idempotency.claim(tenantId, 'k', entry(3))).toMatchObject(entry(3));
  });

  it('keeps a deleted session for 30 days, also when it is deleted again', async () => {
    const { sessions } = tables();
    const session = aSession({ tenantId: aTenant() });
    await sessions.create(session);
    await sessions.remove(session);
    now = dawn + 86_400_000;
    await sessions.remove(session);
    const [item] = await itemsOf(`T#${encodeURIComponent(session.tenantId)}#S#s1`);
    expect(item).toMatchObject({ deletedAt: isoTime(dawn), expiresAt: seconds(dawn) + 30 * 86_400 });
  });

  it('looks back no further than the writer can have written', async () => {
    const { messages } = tables();
    const key = { tenantId: aTenant(), sessionId: 's1' };
    const draft = { writeId: 'w', since: isoTime(dawn), role: 'user' as const, text: 'old', author: 'ada' };
    now = dawn - 86_400_000;
    for (let n = 1; n <= 25; n += 1) await messages.append(key, { ...draft, writeId: `old${n}`, since: isoTime(now) });
    now = dawn;
    expect(await messages.append(key, draft)).toMatchObject({ seq: 26 });
    expect(await messages.append(key, draft)).toMatchObject({ seq: 26 });
  });

  it('shows one tenant nothing of another, whatever either is called', async () => {
    const { requests, sessions } = tables();
    const name = fc.string({
      unit: fc.constantFrom('#', '/', '%', 'T', 'R', '2', '3', 'é', '😀', ' '),
      minLength: 1,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(name, name, async (one, other) => {
        fc.pre(one !== other);
        await requests.create(aRequest({ tenantId: one }));
        await sessions.create(
          aSession({ tenantId: 'shared', userId: one, sessionId: `s-${Buffer.from(one).toString('hex')}` }),
        );
        const record = await requests.read({ tenantId: other, requestId: 'r1' });
        expect(record === undefined || record.tenantId === other).toBe(true);
        const listed = await requests.list({ tenantId: other, statuses: ['received'], limit: 10 });
        expect(listed.every(({ tenantId }) => tenantId === other)).toBe(true);
        const conversations = await sessions.list({ tenantId: 'shared', userId: other, limit: 10 });
        expect(conversations.every(({ userId }) => userId === other)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
