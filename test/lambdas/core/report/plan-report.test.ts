import { planReport } from '../../../../lambdas/core/report/plan-report.ts';
import { reportOnPlan } from '../../../../lambdas/core/report/end-request.ts';
import type { TaskRecord } from '../../../../lambdas/core/task/task.ts';
import { aRequest, aResult, aTask } from '../../../support/fixtures.ts';
import { dieAtEveryStep, MemoryJournal } from '../../../support/memory-journal.ts';

const done = (taskId: string, changes: Partial<TaskRecord> = {}) =>
  aTask({ taskId, status: 'completed', result: aResult(), ...changes });

const reportOf = (...tasks: TaskRecord[]) => planReport(aRequest({ text: 'Move the wiki\nand its data' }), tasks);

describe('the report on a plan', () => {
  it('says who was called with what outcome, and what passed between them', () => {
    const report = reportOf(done('t1'), done('t2', { agentId: 'storage-expert', dependsOn: ['t1'] }));
    expect(report).toContain('## Complete: Move the wiki\n');
    expect(report).toMatch(/1\. \*\*network-expert\*\*: .*\n {3}- Status: ✅ Complete\n {3}- Output: Prepared/);
    expect(report).toContain('- network-expert (t1) → storage-expert (t2): ✅');
    expect(report).toContain('✅ All 2 tasks completed');
  });

  it('names what failed, what was skipped for it, and which link does not hold', () => {
    const error = { name: 'ModelRejected', message: 'the key is wrong' };
    const report = reportOf(
      aTask({ taskId: 't1', status: 'failed', error }),
      aTask({ taskId: 't2', status: 'skipped', dependsOn: ['t1'] }),
      done('t3'),
    );
    expect(report).toContain('## Incomplete');
    expect(report).toContain('❌ Failed\n   - Output: the key is wrong');
    expect(report).toContain('⏭️ Skipped\n   - Output: what it builds on was not completed');
    expect(report).toContain('(t1) → network-expert (t2): ❌ t1 failed, t2 skipped');
    expect(report).toContain('❌ 1 of 3 tasks completed; t1 failed, t2 skipped');
  });

  it('marks what is short of what was wanted, and lists each next step once', () => {
    const steps = ['Read it', 'Apply it'];
    const report = reportOf(
      done('t1', { result: aResult({ status: 'degraded', nextSteps: steps }) }),
      done('t2', { result: aResult({ nextSteps: steps }) }),
    );
    expect(report).toContain('⚠️ Partial');
    expect(report.match(/- Read it/g)).toHaveLength(1);
  });

  it('names who planned first, with what it made, and does not count it among the tasks', () => {
    const runbook = { id: 'plan-1-1', title: 'Decision', kind: 'runbook' as const };
    const planner = done('plan', {
      agentId: 'infrastructure-architect',
      planning: { domains: ['network'], indicators: [] },
      result: aResult({ deliverables: [runbook] }),
    });
    const report = reportOf(done('t1', { dependsOn: ['plan'] }), done('t2'), planner);
    expect(report).toContain('1. **infrastructure-architect**');
    expect(report).toContain('All 2 tasks completed');
    expect(report).toContain('- infrastructure-architect (plan) → network-expert (t1): ✅');
    expect(report).toContain('- Decision: /v1/requests/r1/deliverables/plan-1-1');
  });

  it('leaves reviews out', () => {
    expect(reportOf(done('t1'), done('t1-review-0', { reviews: 't1' }))).toContain('The task is completed');
  });
});

describe('the end of a plan', () => {
  const key = { tenantId: 'acme', requestId: 'r1' };
  const ran = (...tasks: TaskRecord[]) => {
    const journal = new MemoryJournal();
    journal.requestRecords.set('acme r1', aRequest({ status: 'running' }));
    for (const task of tasks) journal.taskRecords.set(`acme r1 ${task.taskId}`, task);
    return journal;
  };

  it('closes the request as succeeded when every task was completed', async () => {
    const journal = ran(done('t1'), done('t2'));
    expect(await reportOnPlan(journal, key)).toMatchObject({ status: 'succeeded' });
  });

  it('closes it as failed when one was not, and names each', async () => {
    const journal = ran(
      done('t1'),
      aTask({ taskId: 't2', status: 'failed' }),
      aTask({ taskId: 't3', status: 'skipped' }),
    );
    expect(await reportOnPlan(journal, key)).toMatchObject({
      status: 'failed',
      error: { name: 'PlanIncomplete', message: 't2 (network-expert) failed, t3 (network-expert) skipped' },
    });
  });

  it('is told once, wherever the first attempt died', async () => {
    await dieAtEveryStep({
      prepare: () => ran(done('t1')),
      attempt: (journal) => reportOnPlan(journal, key),
      assess: (journal) => {
        expect([...journal.messageRecords.values()].flat()).toHaveLength(1);
        expect(journal.auditEntries).toHaveLength(1);
      },
    });
  });
});
