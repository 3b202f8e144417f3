import { aResultBody, scriptedProvider } from '../../../support/fixtures.ts';
import { routed, run, usage } from '../../../support/task-run.ts';

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
