import { isoTime } from '../../../../lambdas/core/clock.ts';
import { runTask } from '../../../../lambdas/core/task/run-task.ts';
import { taskRecordSchema } from '../../../../lambdas/core/task/task.ts';
import { aResultBody, anAgent, anAgentCall, dawn, scriptedProvider } from '../../../support/fixtures.ts';
import { rejectionOf } from '../../../support/memory-journal.ts';
import { referenced, routed, run, task, usage } from '../../../support/task-run.ts';

describe('a task', () => {
  it('is taken over, worked on, kept and settled, in that order', async () => {
    const journal = routed();
    const answer = await run(journal);
    expect(answer).toEqual({ taskId: 't1', status: 'completed', facts: {}, ref: 'r1/tasks/t1' });
    expect(journal.steps.filter((step) => !step.startsWith('messages'))).toEqual([
      'requests.read',
      'tasks.start',
      'eventLog.append',
      'eventLog.append',
      'eventLog.append',
      'tasks.read',
      'effects.tell',
      'deliverables.write',
      'requests.next',
      'tasks.settle',
      'eventLog.append',
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
