import { parseRegistry } from '../../../../lambdas/core/agent/registry.ts';
import { isoTime } from '../../../../lambdas/core/clock.ts';
import { answerStatusQuestion, checkStatus } from '../../../../lambdas/core/report/status-check.ts';
import { requestStatuses } from '../../../../lambdas/core/request/status.ts';
import { workingStatus } from '../../../../lambdas/core/agent/status.ts';
import { recordEvent } from '../../../../lambdas/core/events/event.ts';
import { statusEvent } from '../../../../lambdas/core/task/happenings.ts';
import type { TaskRecord } from '../../../../lambdas/core/task/task.ts';
import { aRequest, aResult, aTask, ada, anAgent, dawn } from '../../../support/fixtures.ts';
import { dieAtEveryStep, MemoryJournal } from '../../../support/memory-journal.ts';

const minute = 60_000;
const registry = parseRegistry([
  anAgent({ backup: 'storage-expert' }),
  anAgent({ id: 'storage-expert', backup: undefined }),
  anAgent({ id: 'infrastructure-architect' }),
]);

const begun = { status: 'started' as const, attempt: 1, startedAt: isoTime(dawn), starts: [isoTime(dawn)] };

function journalOf(tasks: readonly TaskRecord[], changes: Parameters<typeof aRequest>[0] = {}): MemoryJournal {
  const journal = new MemoryJournal();
  journal.requestRecords.set('acme r1', aRequest({ status: 'running', ...changes }));
  for (const task of tasks) journal.taskRecords.set(`acme r1 ${task.taskId}`, task);
  return journal;
}

/** What the agent of a task says, and until when it wants to be done. */
async function tell(journal: MemoryJournal, task: TaskRecord, more: object = {}): Promise<void> {
  const status = { ...workingStatus(task, 'contextRead', dawn + 10 * minute), ...more };
  await recordEvent(journal, { tenantId: 'acme', requestId: 'r1' }, statusEvent(task, status, isoTime(journal.now)));
}

const request = (journal: MemoryJournal) => journal.requestRecords.get('acme r1') ?? aRequest();
const check = (journal: MemoryJournal) => checkStatus(journal.with({ registry }), request(journal));
const said = (journal: MemoryJournal) => [...journal.messageRecords.values()].flat().map(({ text }) => text);
const followUps = (journal: MemoryJournal) =>
  (journal.eventRecords.get('acme r1') ?? []).filter(({ type }) => type === 'follow-up');

describe('a status check', () => {
  it('tells who is at what since when, how far, until when, when that was said, and what waits for what', async () => {
    const [one, two] = [aTask(begun), aTask({ taskId: 't2', agentId: 'storage-expert', waitingOn: ['t1'] })];
    const journal = journalOf([one, two, aTask({ taskId: 't0', status: 'completed' })], { timeBoxSeconds: 1_200 });
    journal.now += minute;
    await tell(journal, one);
    journal.now += minute;
    const answer = await check(journal);
    expect(answer).toMatchObject({
      status: 'running',
      since: isoTime(dawn),
      due: isoTime(dawn + 20 * minute),
      late: false,
      settled: 1,
      tasks: 3,
      followUps: [],
      atWork: [
        {
          taskId: 't1',
          agentId: 'network-expert',
          since: isoTime(dawn),
          progress: 25,
          estimatedCompletion: isoTime(dawn + 10 * minute),
          lastTold: isoTime(dawn + minute),
          blockers: [],
          requestedSupport: [],
        },
      ],
      waiting: [{ taskId: 't2', waitsOn: [{ taskId: 't1', agentId: 'network-expert', status: 'started' }] }],
    });
    expect(answer.atWork[0]).not.toHaveProperty('late');
    expect(answer.text).toContain('t1 (network-expert) is at 25 %');
    expect(answer.text).toContain('t2 (storage-expert) waits for t1 (started).');
    expect(answer.text).toContain('cannot be interrupted');
    expect(said(journal)).toEqual([]);
  });

  it.each<[string, number, 'overdue' | 'silent' | undefined]>([
    ['in its time', 5, undefined],
    ['heard of nothing for more than half of its time', 7, 'silent'],
    ['beyond its estimate', 11, 'overdue'],
  ])('says of a task that is %s how late it is', async (_, minutes, late) => {
    const task = aTask(begun);
    const journal = journalOf([task]);
    journal.now += minute;
    await tell(journal, task);
    journal.now = dawn + minutes * minute;
    expect((await check(journal)).atWork[0]?.late).toBe(late);
  });

  it.each(requestStatuses.filter((status) => !['received', 'running', 'waiting'].includes(status)))(
    'of a request that is %s asks nobody for anything',
    async (status) => {
      const journal = journalOf([aTask({ ...begun, ended: [1] })], { status });
      journal.now += 60 * minute;
      expect(await check(journal)).toMatchObject({ status, atWork: [], followUps: [] });
      expect(journal.auditEntries).toEqual([]);
    },
  );

  it('tells what it is undone for, or where its report is', async () => {
    const cause = { name: 'PlanIncomplete', message: 't2 failed' };
    const rollback = { cause, startedAt: isoTime(dawn), run: 0 };
    const undone = await check(journalOf([], { status: 'rolling-back', rollback }));
    expect(undone).toMatchObject({
      undoneFor: 't2 failed',
      text: expect.stringContaining('It is being undone: t2 failed'),
    });
    const over = await check(journalOf([], { status: 'succeeded' }));
    expect(over.text).toContain('It is over; what came of it: /v1/requests/r1/report');
  });

  it('tells what the user is asked', async () => {
    const question = { questionId: 'r1-q1', text: 'Which switch?', askedAt: isoTime(dawn), expiresAt: isoTime(dawn) };
    const journal = journalOf([], { status: 'waiting', question });
    expect((await check(journal)).text).toContain('It waits for your answer');
  });
});

describe('the follow-up of a task that is held up', () => {
  const held = { ...begun, ended: [1] };

  it('asks the backup, in the conversation, in the history and in the audit trail', async () => {
    const task = aTask(held);
    const journal = journalOf([task]);
    await tell(journal, task, { blockers: ['ModelThrottled: later'] });
    expect(await check(journal)).toMatchObject({
      followUps: [{ taskId: 't1', asked: { role: 'backup', name: 'storage-expert' }, why: 'ModelThrottled: later' }],
    });
    expect(said(journal)).toEqual([
      expect.stringMatching(
        /^@agent-storage-expert\n\n\*\*Status Check:\*\* t1 \(network-expert\) is at 25 %.*\n\*\*Blocker\?\*\* ModelThrottled: later\. /,
      ),
    ]);
    expect(followUps(journal)).toMatchObject([{ taskId: 't1', attempt: 1, detail: { asked: { role: 'backup' } } }]);
    expect(journal.auditEntries).toMatchObject([{ eventType: 'task.followed-up', agentInvolved: 'network-expert' }]);
  });

  it.each<[string, TaskRecord, string]>([
    [
      'the architect where there is no backup',
      aTask({ ...held, agentId: 'storage-expert' }),
      'agent-infrastructure-architect',
    ],
    [
      'the architect at the third attempt',
      aTask({ ...held, attempt: 3, ended: [3] }),
      'agent-infrastructure-architect',
    ],
    ['the user where it is the architect’s', aTask({ ...held, agentId: 'infrastructure-architect' }), 'ada'],
  ])('asks %s', async (_, task, name) => {
    const journal = journalOf([task]);
    await check(journal);
    expect(said(journal)).toEqual([expect.stringMatching(new RegExp(`^@${name}\n`))]);
  });

  it('asks the user once the whole request is late', async () => {
    const journal = journalOf([aTask(begun)], { timeBoxSeconds: 60 });
    journal.now += 11 * minute;
    expect(await check(journal)).toMatchObject({ late: true, followUps: [{ asked: { role: 'user', name: 'ada' } }] });
  });

  it('asks the architect for the decision that an agent wants', async () => {
    const result = aResult({ needs: 'escalation', outcome: 'Two sites disagree.' });
    const task = aTask({ ...begun, status: 'completed', endedAt: isoTime(dawn), result });
    expect(await check(journalOf([task]))).toMatchObject({
      support: [{ taskId: 't1', urgency: 'high', reason: 'escalation: Two sites disagree.' }],
      followUps: [{ taskId: 't1', asked: { role: 'architect' } }],
    });
  });

  it('is made once for an attempt, however often it is checked and wherever a check died', async () => {
    await dieAtEveryStep({
      prepare: () => journalOf([aTask(held)]),
      attempt: check,
      retry: async (journal) => {
        journal.now += minute;
        await check(journal);
        await check(journal);
      },
      assess: (journal) => {
        expect(said(journal)).toHaveLength(1);
        expect(followUps(journal)).toHaveLength(1);
        expect(journal.auditEntries).toHaveLength(1);
      },
    });
  });

  it('is made of twenty tasks at most', async () => {
    const tasks = Array.from({ length: 40 }, (_, n) => aTask({ ...held, taskId: `t${n}` }));
    expect((await check(journalOf(tasks))).followUps).toHaveLength(20);
  });
});

it('answers in the conversation whoever asks there', async () => {
  const journal = journalOf([aTask(begun)]);
  const { text } = await answerStatusQuestion(journal.with({ registry }), request(journal), {
    ...ada,
    text: 'How far is it?',
  });
  expect([...journal.messageRecords.values()].flat()).toMatchObject([
    { role: 'user', author: 'ada', text: 'How far is it?' },
    { role: 'assistant', author: 'coordinator', text },
  ]);
});
