import { readContext as readWith } from '../../../../lambdas/core/agent/context.ts';
import { readSources } from '../../../../lambdas/core/task/hand-over.ts';
import { aRegistry, aRequest, aResult, aTask } from '../../../support/fixtures.ts';
import { MemoryJournal } from '../../../support/memory-journal.ts';

const request = aRequest({ status: 'running' });
const readContext = async (journal: MemoryJournal, ...of: [typeof request, ReturnType<typeof aTask>]) =>
  readWith(Object.assign(journal, { registry: aRegistry() }), ...of, await readSources(journal, ...of));

async function said(journal: MemoryJournal, count: number, requestId: string) {
  for (let index = 1; index <= count; index += 1) {
    const text = `${requestId} says ${index}`;
    const draft = { writeId: text, since: request.createdAt, role: 'user' as const, text, author: 'ada', requestId };
    await journal.messages.append(request, draft);
  }
}

const made = (taskId: string, index: number) => ({
  deliverableId: `${taskId}-1-${index}`,
  taskId,
  agentId: 'network-expert',
  title: `Rule ${index}`,
  kind: 'runbook' as const,
  content: `# Rule ${index}`,
  createdAt: request.createdAt,
});

describe('the history', () => {
  it('is what was said before this request, oldest first, and nothing of the request itself', async () => {
    const journal = new MemoryJournal();
    await said(journal, 2, 'r0');
    await said(journal, 3, 'r1');
    const { history } = await readContext(journal, request, aTask());
    expect(history.map(({ text }) => text)).toEqual(['r0 says 1', 'r0 says 2']);
  });

  it('is the last 50 messages at most', async () => {
    const journal = new MemoryJournal();
    await said(journal, 60, 'r0');
    const { history } = await readContext(journal, request, aTask());
    expect(history).toHaveLength(50);
    expect(history[0]?.text).toBe('r0 says 11');
    expect(history.at(-1)?.text).toBe('r0 says 60');
  });

  it('is that of the session and tenant of the request', async () => {
    const journal = new MemoryJournal();
    await said(journal, 1, 'r0');
    const other = await readContext(journal, { ...request, sessionId: 's2' }, aTask());
    const foreign = await readContext(journal, { ...request, tenantId: 'globex' }, aTask());
    expect([other.history, foreign.history]).toEqual([[], []]);
  });
});

describe('the work that a task builds on', () => {
  it('is each result it depends on, once, with what was made', async () => {
    const journal = new MemoryJournal();
    const deliverables = [1, 2].map((index) => ({
      id: `t1-1-${index}`,
      title: `Rule ${index}`,
      kind: 'runbook' as const,
    }));
    const outcome = 'Prepared two rules.';
    journal.taskRecords.set('acme r1 t1', aTask({ status: 'completed', result: aResult({ deliverables, outcome }) }));
    for (const index of [1, 2]) await journal.deliverables.write(request, made('t1', index));
    const { priorWork } = await readContext(journal, request, aTask({ taskId: 't2', dependsOn: ['t1', 't1'] }));
    expect(priorWork).toMatchObject([
      {
        taskId: 't1',
        agentId: 'network-expert',
        instruction: 'Refuse telnet on the lab switch',
        expects: 'A rule that refuses telnet',
        result: { outcome, deliverables: [{ title: 'Rule 1', content: '# Rule 1' }, { title: 'Rule 2' }] },
        deliverables: [{ content: '# Rule 1' }, { content: '# Rule 2' }],
      },
    ]);
  });

  it('leaves out what has no result, what is unknown, and a deliverable that is gone', async () => {
    const journal = new MemoryJournal();
    const deliverables = [{ id: 't1-1-1', title: 'Rule 1', kind: 'runbook' as const }];
    journal.taskRecords.set('acme r1 t1', aTask({ status: 'completed', result: aResult({ deliverables }) }));
    journal.taskRecords.set('acme r1 t2', aTask({ taskId: 't2', status: 'started' }));
    const { priorWork } = await readContext(journal, request, aTask({ taskId: 't4', dependsOn: ['t1', 't2', 't3'] }));
    expect(priorWork).toMatchObject([{ taskId: 't1', deliverables: [], result: { deliverables: [] } }]);
  });
});

describe('a rework', () => {
  const reviews = () => {
    const journal = new MemoryJournal();
    for (const round of [0, 1]) {
      const taskId = `t1-review-${round}`;
      const result = aResult({ outcome: `Remark ${round}` });
      journal.taskRecords.set(`acme r1 ${taskId}`, aTask({ taskId, status: 'completed', result }));
    }
    return journal;
  };

  it.each([
    [1, 'Remark 0'],
    [2, 'Remark 1'],
  ])('in round %i is told what the review of the round before found wrong', async (round, remark) => {
    const context = await readContext(reviews(), request, aTask({ round }));
    expect(context.rework).toBe(remark);
  });

  it('is none in the first round', async () => {
    expect(await readContext(reviews(), request, aTask())).not.toHaveProperty('rework');
  });
});

it('names who may be given work where a plan is wanted: nobody of the system, and not who plans', async () => {
  const planning = { domains: ['storage'], indicators: [] };
  const { colleagues } = await readContext(new MemoryJournal(), request, aTask({ planning }));
  expect(colleagues).toEqual([
    { id: 'storage-expert', title: 'Storage expert', description: 'Firewalls and addresses' },
  ]);
  expect(await readContext(new MemoryJournal(), request, aTask())).not.toHaveProperty('colleagues');
});

describe('the whole of a request', () => {
  const journalOf = () => {
    const journal = new MemoryJournal();
    const tasks = [
      aTask({ status: 'completed', request: 'Refuse telnet, and more', result: aResult() }),
      aTask({ taskId: 't2', status: 'failed', error: { name: 'ModelRejected', message: 'no' } }),
      aTask({ taskId: 't3', status: 'skipped', dependsOn: ['t2'] }),
      aTask({ taskId: 't1-review-0', reviews: 't1', status: 'completed', result: aResult() }),
      aTask({ taskId: 'combine', combines: true, status: 'completed', result: aResult() }),
    ];
    for (const task of tasks) journal.taskRecords.set(`acme r1 ${task.taskId}`, task);
    journal.taskRecords.set('acme r2 t1', aTask({ requestId: 'r2' }));
    return journal;
  };

  it.each([
    ['combines results', aTask({ taskId: 'combine', combines: true })],
    ['reviews a combination', aTask({ taskId: 'combine-review-0', reviews: 'combine', dependsOn: ['combine'] })],
  ])('is every task of it, however it ended, for a task that %s', async (_, task) => {
    const { whole } = await readContext(journalOf(), request, task);
    expect(whole).toMatchObject({ requestId: 'r1', text: 'Refuse telnet, and more' });
    expect(whole?.tasks.map(({ taskId, status }) => [taskId, status])).toEqual([
      ['t1', 'completed'],
      ['t2', 'failed'],
      ['t3', 'skipped'],
    ]);
  });

  it.each([
    ['does work', aTask({ taskId: 't4', dependsOn: ['t1'] })],
    ['reviews one result', aTask({ taskId: 't1-review-1', reviews: 't1', dependsOn: ['t1'] })],
  ])('is not for a task that %s', async (_, task) => {
    expect(await readContext(journalOf(), request, task)).not.toHaveProperty('whole');
  });

  it('is in the words of the request where no task holds them', async () => {
    const journal = new MemoryJournal();
    journal.taskRecords.set('acme r1 t1', aTask());
    const { whole } = await readContext(journal, request, aTask({ taskId: 'combine', combines: true }));
    expect(whole?.text).toBe(request.text);
  });
});
