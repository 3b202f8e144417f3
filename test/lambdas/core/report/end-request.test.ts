import type { BatonError } from '../../../../lambdas/core/errors.ts';
import { isoTime } from '../../../../lambdas/core/clock.ts';
import { fail, respond } from '../../../../lambdas/core/report/end-request.ts';
import { isEnded, requestStatuses } from '../../../../lambdas/core/request/status.ts';
import { aRequest, aResult, aTask, dawn } from '../../../support/fixtures.ts';
import { dieAtEveryStep, MemoryJournal, rejectionOf } from '../../../support/memory-journal.ts';

const key = { tenantId: 'acme', requestId: 'r1' };
const failure = { name: 'ModelRejected', message: 'the key is wrong' };
const ended = requestStatuses.filter(isEnded);

function done(changes: Parameters<typeof aRequest>[0] = {}): MemoryJournal {
  const journal = new MemoryJournal();
  journal.requestRecords.set('acme r1', aRequest({ status: 'running', ...changes }));
  journal.taskRecords.set('acme r1 t1', aTask({ status: 'completed', attempt: 1, result: aResult() }));
  return journal;
}

const request = (journal: MemoryJournal) => journal.requestRecords.get('acme r1');
const said = (journal: MemoryJournal) => [...journal.messageRecords.values()].flat();

describe('a response', () => {
  it('tells the user what the expert did, and closes the request', async () => {
    const journal = done();
    journal.now += 60_000;
    const closed = await respond(journal, key, 't1');
    expect(closed).toMatchObject({ status: 'succeeded', endedAt: isoTime(dawn + 60_000) });
    expect(closed).toEqual(request(journal));
    expect(said(journal)).toMatchObject([
      { role: 'assistant', author: 'coordinator', text: closed.reply, requestId: 'r1' },
    ]);
    expect(journal.published).toMatchObject([{ type: 'request.succeeded', request: { status: 'succeeded' } }]);
  });

  it('is audited with what was asked and answered', async () => {
    const journal = done();
    const { reply, text } = await respond(journal, key, 't1');
    expect(journal.auditEntries).toMatchObject([
      {
        eventType: 'request.succeeded',
        userId: 'ada',
        operation: 'respond',
        input: text,
        output: reply,
        success: true,
      },
    ]);
  });

  it('is given once, wherever the first attempt died', async () => {
    const died = await dieAtEveryStep({
      prepare: () => done(),
      attempt: (journal) => respond(journal, key, 't1'),
      assess: (journal) => {
        expect(said(journal)).toHaveLength(1);
        expect(request(journal)).toMatchObject({ status: 'succeeded', reply: said(journal)[0]?.text });
        expect(journal.auditEntries).toHaveLength(1);
        expect(journal.eventRecords.get('acme r1')).toMatchObject([
          { type: 'checklist.verification', detail: { told: 'yes' } },
          { type: 'request.succeeded', at: request(journal)?.endedAt },
        ]);
        expect([...journal.openKeys.keys()]).toEqual([]);
        expect(journal.published.length).toBeLessThanOrEqual(1);
      },
    });
    expect(died).toBe(17);
  });

  it('given twice at once is audited and told once', async () => {
    const journal = done();
    const [one, other] = await Promise.all([respond(journal, key, 't1'), respond(journal, key, 't1')]);
    expect(one).toEqual(other);
    expect(said(journal)).toHaveLength(1);
    expect(journal.auditEntries).toHaveLength(1);
    expect(journal.published).toHaveLength(1);
  });

  it('closes what waited: no question is left', async () => {
    const question = { questionId: 'r1-q1', text: '?', askedAt: isoTime(dawn), expiresAt: isoTime(dawn) };
    const journal = done({ status: 'waiting', question });
    expect(await respond(journal, key, 't1')).not.toHaveProperty('question');
  });

  it.each(ended)('to a request that is %s changes nothing and says nothing', async (status) => {
    const journal = done({ status });
    expect(await respond(journal, key, 't1')).toEqual(aRequest({ status }));
    expect(said(journal)).toEqual([]);
    expect(journal.published).toEqual([]);
    expect(journal.auditEntries).toMatchObject([{ eventType: `request.${status}` }]);
  });

  it.each([
    ['is unknown', 't9'],
    ['has no result', 't2'],
  ])('of a task that %s is refused', async (_, taskId) => {
    const journal = done();
    journal.taskRecords.set('acme r1 t2', aTask({ taskId: 't2', status: 'started' }));
    expect(await rejectionOf(respond(journal, key, taskId))).toMatchObject({ name: 'TaskUnknown' });
    expect(request(journal)?.status).toBe('running');
  });

  it('to a request that is unknown, or another tenant’s, is refused', async () => {
    const error = await rejectionOf(respond(done(), { ...key, tenantId: 'globex' }, 't1'));
    expect(error).toMatchObject({ name: 'RequestUnknown' });
  });
});

describe('a failure', () => {
  const failing = () => {
    const journal = done();
    const tasks = [
      aTask({ taskId: 't2', status: 'started', attempt: 1 }),
      aTask({ taskId: 't3', status: 'waiting' }),
      aTask({ taskId: 't4', status: 'skipped' }),
      aTask({ taskId: 't5', status: 'failed', error: { name: 'DeadlineExceeded', message: 'late' } }),
    ];
    for (const task of tasks) journal.taskRecords.set(`acme r1 ${task.taskId}`, task);
    return journal;
  };

  it('is told to the user by the coordinator, and closes the request with what it was', async () => {
    const journal = failing();
    const closed = await fail(journal, key, failure);
    expect(closed).toMatchObject({ status: 'failed', error: failure });
    expect(said(journal)).toMatchObject([{ author: 'coordinator', role: 'assistant', text: closed.reply }]);
    expect(journal.auditEntries).toMatchObject([{ eventType: 'request.failed', success: false }]);
    expect(journal.published).toMatchObject([{ type: 'request.failed' }]);
  });

  it('of an agent is told in the agent’s own words, from its task', async () => {
    const journal = done();
    const words = { name: 'AgentReportedFailure', message: 'There is no such switch.' };
    journal.taskRecords.set('acme r1 t1', aTask({ status: 'failed', error: words }));
    const told = { name: 'AgentReportedFailure', message: 'its record says why' };
    expect(await fail(journal, key, told)).toMatchObject({
      error: words,
      reply: expect.stringContaining(words.message),
    });
  });

  it('settles and fences the tasks that are open, and leaves the others as they ended', async () => {
    const journal = failing();
    const before = ['t1', 't4', 't5'].map((id) => journal.taskRecords.get(`acme r1 ${id}`));
    await fail(journal, key, failure);
    expect(['t1', 't4', 't5'].map((id) => journal.taskRecords.get(`acme r1 ${id}`))).toEqual(before);
    expect(journal.taskRecords.get('acme r1 t2')).toMatchObject({ status: 'failed', attempt: 2, error: failure });
    expect(journal.taskRecords.get('acme r1 t3')).toMatchObject({ status: 'failed', error: failure });
  });

  it('is told once and leaves nothing open, wherever the first attempt died', async () => {
    await dieAtEveryStep({
      prepare: () => failing(),
      attempt: (journal) => fail(journal, key, failure),
      assess: (journal) => {
        expect(request(journal)).toMatchObject({ status: 'failed', error: failure });
        const told = (journal.eventRecords.get('acme r1') ?? []).map(({ type }) => type);
        expect(told.filter((type) => type === 'task.failed')).toHaveLength(2);
        expect(told.at(-1)).toBe('request.failed');
        expect(said(journal)).toHaveLength(1);
        expect([...journal.taskRecords.values()].map(({ status }) => status)).toEqual([
          'completed',
          'failed',
          'failed',
          'skipped',
          'failed',
        ]);
        expect(journal.auditEntries).toHaveLength(1);
        expect([...journal.openKeys.keys()]).toEqual([]);
      },
    });
  });

  it.each(ended)('of a request that is %s changes nothing and says nothing', async (status) => {
    const journal = failing();
    journal.requestRecords.set('acme r1', aRequest({ status }));
    expect(await fail(journal, key, failure)).toEqual(aRequest({ status }));
    expect(said(journal)).toEqual([]);
    expect(journal.published).toEqual([]);
    expect(journal.auditEntries).toMatchObject([{ eventType: `request.${status}` }]);
  });

  it('that comes second to a response leaves the request succeeded', async () => {
    const journal = done();
    journal.before('requests.move', () => respond(journal, key, 't1'));
    expect(await fail(journal, key, failure)).toMatchObject({ status: 'succeeded' });
    expect(journal.published.map(({ type }) => type)).toEqual(['request.succeeded']);
  });

  it('of a request that is unknown is refused', async () => {
    const error = (await rejectionOf(fail(new MemoryJournal(), key, failure))) as BatonError;
    expect(error.name).toBe('RequestUnknown');
  });
});
