import { isoTime } from '../../../../lambdas/core/clock.ts';
import { requestStatuses, isEnded } from '../../../../lambdas/core/request/status.ts';
import { taskRecordSchema } from '../../../../lambdas/core/task/task.ts';
import { aRoute, dawn } from '../../../support/fixtures.ts';
import { dieAtEveryStep, MemoryJournal, rejectionOf } from '../../../support/memory-journal.ts';
import { arn, key, received, request, routing } from '../../../support/route-run.ts';

describe('a route', () => {
  it('says when the whole request must be over, where it has a time box', async () => {
    const journal = received({ timeBoxSeconds: 90 });
    expect(await routing(journal).run()).toMatchObject({ deadline: dawn + 90_000 });
  });
});

describe('a route to a single expert', () => {
  it('tells the machine who is first and how long it may take, and keeps the reasons', async () => {
    const journal = received();
    expect(await routing(journal).run()).toEqual({
      mode: 'single',
      keeps: false,
      first: 'network-expert',
      workflow: '',
      input: {},
      tasks: [{ taskId: 't1', agentId: 'network-expert', timeoutSeconds: 240 }],
      questionId: 'r1-q1',
      deadline: dawn + 7 * 86_400_000,
    });
    expect(request(journal)).toMatchObject({ status: 'running', route: aRoute(), executionArn: arn });
  });

  it('writes the task, with what is expected and how it is undone', async () => {
    const journal = received();
    await routing(journal).run();
    expect([...journal.taskRecords.entries()]).toEqual([
      [
        'acme r1 t1',
        {
          taskId: 't1',
          agentId: 'network-expert',
          instruction: 'Refuse telnet on the lab switch',
          complexity: 'simple',
          dependents: [],
          domain: 'network',
          intent: 'action',
          expects: 'A rule that refuses telnet',
          dependsOn: [],
          compensation: { withdraw: true },
          requestId: 'r1',
          generation: 1,
          round: 0,
          status: 'waiting',
          attempt: 0,
          createdAt: isoTime(dawn),
        },
      ],
    ]);
  });

  it('tells the user, once, who takes it', async () => {
    const journal = received();
    const { run } = routing(journal);
    await run();
    await run();
    expect([...journal.messageRecords.values()].flat()).toMatchObject([
      { role: 'assistant', author: 'coordinator', text: expect.stringContaining('@agent-network-expert') },
    ]);
  });

  it('writes the task once, and leaves one that is under way as it is', async () => {
    const journal = received();
    const { run } = routing(journal);
    await run();
    await journal.tasks.start({ ...key, taskId: 't1' }, { round: 0, agentId: 'network-expert', at: isoTime(dawn) });
    await run();
    expect(journal.taskRecords.get('acme r1 t1')).toMatchObject({ status: 'started', attempt: 1 });
  });

  it('ends right wherever the first attempt died', async () => {
    await dieAtEveryStep({
      prepare: () => received(),
      attempt: (journal) => routing(journal).run(),
      assess: (journal) => {
        expect(journal.taskRecords.size).toBe(1);
        expect(journal.eventRecords.get('acme r1')).toMatchObject([
          { type: 'request.routed', detail: { mode: 'single', agents: ['network-expert'] } },
        ]);
        expect(request(journal)).toMatchObject({ status: 'running', route: aRoute() });
        expect(journal.auditEntries.length).toBeGreaterThan(0);
      },
    });
  });
});

describe('a route to several experts in a row', () => {
  const route = aRoute({
    mode: 'sequential',
    agents: ['storage-expert', 'network-expert'],
    steps: [
      { agentId: 'storage-expert', instruction: 'Back up the wiki' },
      { agentId: 'network-expert', instruction: 'open its port' },
    ],
  });

  it('writes a chain, each task told of the whole request and of its part', async () => {
    const journal = received();
    expect(await routing(journal, route).run()).toMatchObject({
      mode: 'sequential',
      tasks: [
        { taskId: 't1', agentId: 'storage-expert' },
        { taskId: 't2', agentId: 'network-expert' },
      ],
    });
    const [first, second] = [...journal.taskRecords.values()];
    expect(first).toMatchObject({ taskId: 't1', instruction: 'Back up the wiki', dependents: ['t2'], dependsOn: [] });
    expect(first).not.toHaveProperty('waitingOn');
    expect(second).toMatchObject({
      taskId: 't2',
      instruction: 'open its port',
      request: 'Refuse telnet on the lab switch',
      dependsOn: ['t1'],
      waitingOn: ['t1'],
      expects: 'The change is in force, and what depends on it still works: open its port',
    });
    expect(first?.expects).toContain('Back up the wiki');
    expect(taskRecordSchema.parse(second)).toEqual(second);
  });

  it('is written whole, wherever the first attempt died', async () => {
    await dieAtEveryStep({
      prepare: () => received(),
      attempt: (journal) => routing(journal, route).run(),
      assess: (journal) => expect([...journal.taskRecords.keys()].sort()).toEqual(['acme r1 t1', 'acme r1 t2']),
    });
  });
});

it('leaves a request that names its workflow to that, and asks no router', async () => {
  const workflow = { name: 'spring-clean', input: { rack: 'B4' } };
  const journal = received({ workflow });
  const { told, run } = routing(journal);
  expect(await run()).toMatchObject({ mode: 'workflow', workflow: 'spring-clean', input: { rack: 'B4' }, tasks: [] });
  expect(told).toEqual([]);
  expect(request(journal)?.route).toMatchObject({ mode: 'workflow', workflow: 'spring-clean', decidedBy: 'request' });
});

it('writes no task for a workflow', async () => {
  const journal = received();
  const answer = await routing(journal, aRoute({ mode: 'workflow' })).run();
  expect(answer).toMatchObject({ mode: 'workflow', first: 'network-expert', tasks: [] });
  expect(journal.taskRecords.size).toBe(0);
});

it.each(requestStatuses.filter(isEnded))('refuses a request that is %s, and leaves nothing behind', async (status) => {
  const journal = received({ status });
  expect(await rejectionOf(routing(journal).run())).toMatchObject({ name: 'RequestClosed' });
  expect(journal.steps).toEqual(['requests.read']);
});

it('refuses a request that is not in the journal', async () => {
  expect(await rejectionOf(routing(new MemoryJournal()).run())).toMatchObject({ name: 'RequestUnknown' });
});

describe('the decision', () => {
  it('is audited with what was read and decided', async () => {
    const journal = received();
    await routing(journal).run();
    expect(journal.auditEntries).toEqual([
      {
        eventType: 'request.routed',
        key: 'routed-0',
        tenantId: 'acme',
        userId: 'ada',
        sessionId: 's1',
        requestId: 'r1',
        operation: 'route:single',
        input: 'Refuse telnet on the lab switch',
        output: JSON.stringify(aRoute()),
        success: true,
      },
    ]);
  });

  it.each([
    ['the expert', aRoute(), 'network-expert'],
    ['its mode', aRoute({ mode: 'clarify', agents: [] }), 'clarify'],
    ['its mode, whoever is first', aRoute({ mode: 'escalate' }), 'escalate'],
  ])('is counted under %s, with the time it took', async (_, route, name) => {
    const journal = received();
    await routing(journal, route).run();
    expect(journal.counts).toEqual([
      { tenantId: 'acme', kind: 'route', name, add: { decisions: 1, durationMs: 7, under10: 1 } },
    ]);
  });

  it('is counted once, however often it is made', async () => {
    const journal = received();
    const { run } = routing(journal);
    await Promise.all([run(), run()]);
    await run();
    expect(journal.counts).toHaveLength(1);
  });
});
