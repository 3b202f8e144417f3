import { planReport } from '../../../../lambdas/core/report/plan-report.ts';
import { reportOf as report } from '../../../../lambdas/core/report/report.ts';
import type { TaskRecord } from '../../../../lambdas/core/task/task.ts';
import { aHandoff, aRequest, aResult, aTask } from '../../../support/fixtures.ts';

const done = (taskId: string, changes: Partial<TaskRecord> = {}) =>
  aTask({ taskId, status: 'completed', result: aResult(), ...changes });

/** A handoff for every edge whose work was completed. */
const handoffsOf = (tasks: readonly TaskRecord[]) =>
  tasks.flatMap(({ taskId, dependsOn }) =>
    tasks
      .filter((from) => dependsOn.includes(from.taskId) && from.status === 'completed')
      .map((from) => aHandoff({ fromTask: from.taskId, taskId })),
  );

/** What the end of a request is told with, every edge handed over and verified unless the test says otherwise. */
const reportOf = (...tasks: TaskRecord[]) =>
  planReport(report(aRequest({ text: 'Move the wiki\nand its data', status: 'succeeded' }), tasks, handoffsOf(tasks)));

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
      aTask({ taskId: 't2', status: 'skipped', dependsOn: ['t1'], failedDeps: ['t1'] }),
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

  it('fits into the request’s item, however much 500 tasks say, and calls each of them', () => {
    const result = aResult({
      outcome: 'So much is to be said. '.repeat(170),
      nextSteps: ['y'.repeat(500)],
      deliverables: Array.from({ length: 5 }, (_, at) => ({ id: `d${at}`, title: 'z'.repeat(200), kind: 'other' })),
    });
    const tasks = Array.from({ length: 500 }, (_, at) => done(`t${at}`, { result }));
    const report = reportOf(...tasks);
    expect(Buffer.byteLength(report)).toBeLessThan(180_000);
    expect(report).toContain('500. **network-expert**');
    expect(report).toMatch(/- and \d+ more, with the tasks that made them/);
  });

  it('says how each handoff was verified, or that it was refused', () => {
    const tasks = [
      done('t1'),
      done('t2', { dependsOn: ['t1'] }),
      aTask({ taskId: 't3', status: 'failed', dependsOn: ['t1'], error: { name: 'HandoffRejected', message: 'gone' } }),
    ];
    const request = aRequest({ status: 'failed' });
    const made = report(request, tasks, [
      aHandoff(),
      aHandoff({ taskId: 't3', verified: false, verification: ['deliverable t1-1-1 is not in the journal'] }),
    ]);
    expect(made.integrations.map(({ toTask, verified }) => [toTask, verified])).toEqual([
      ['t2', true],
      ['t3', false],
    ]);
    expect(planReport(made)).toContain('(t2): ✅ verified: task t1 is completed; its result is in the journal\n');
    expect(planReport(made)).toContain('(t3): ❌ rejected: deliverable t1-1-1 is not in the journal\n');
  });

  it('can be made before anything is done, and while it is', () => {
    const request = aRequest({ status: 'running', text: 'Move the wiki' });
    expect(planReport(report(request, [], []))).toBe(
      '## Under way: Move the wiki\n\n### Final status\n⏳ 0 of 0 tasks completed',
    );
    const tasks = [aTask({ status: 'started' }), aTask({ taskId: 't2', dependsOn: ['t1'] })];
    const made = planReport(report(request, tasks, []));
    expect(made).toContain('- Status: ⏳ Under way\n   - Output: none yet');
    expect(made).toContain('(t1) → network-expert (t2): ⏳ t1 started, t2 waiting');
    expect(made).toContain('⏳ 0 of 2 tasks completed; t1 started, t2 waiting');
  });

  it('leaves reviews out', () => {
    expect(reportOf(done('t1'), done('t1-review-0', { reviews: 't1' }))).toContain('The task is completed');
  });
});

describe('the combination in the report', () => {
  const document = { id: 'combine-1-1', title: 'Combined report', kind: 'report' as const };
  const combine = (changes: Partial<TaskRecord> = {}) =>
    done('combine', {
      agentId: 'aggregator',
      combines: true,
      result: aResult({
        outcome: 'The wiki can be moved.',
        deliverables: [document],
        nextSteps: ['Move it on Monday'],
      }),
      ...changes,
    });
  const review = (accepted: boolean, round = 0) =>
    done(`combine-review-${round}`, {
      agentId: 'validator',
      reviews: 'combine',
      result: aResult({ outcome: 'Name the host.', facts: { accepted } }),
    });

  it('is its summary, its first deliverable and its next steps, and no task of the plan', () => {
    const report = reportOf(done('t1'), done('t2'), combine(), review(true));
    expect(report).toMatch(
      /^## Complete: Move the wiki\n\n### Summary\nThe wiki can be moved\.\n\n### Agents invoked\n/,
    );
    expect(report).toContain('✅ All 2 tasks completed\n✅ Reviewed by validator: accepted');
    expect(report).toContain('### Deliverables\n- Combined report: /v1/requests/r1/deliverables/combine-1-1');
    expect(report).toContain('### Next steps\n- Move it on Monday');
    expect(report).not.toContain('Read the rule');
    expect(report).not.toContain('aggregator');
  });

  it('stands with the remark where the last review refused it, and replaces no next step', () => {
    const report = reportOf(done('t1'), combine({ round: 1 }), review(true), review(false, 1));
    expect(report).toContain(
      'The task is completed\n⚠️ Reviewed by validator: not accepted\n   - Remark: Name the host.',
    );
    expect(report).toContain('### Summary\nThe wiki can be moved.');
    expect(report).toContain('### Next steps\n- Read the rule and apply it.');
  });

  it('is reported as unreviewed where no review came to an end', () => {
    const error = { name: 'ModelUnavailable', message: 'the model is away' };
    const failed = aTask({ taskId: 'combine-review-0', reviews: 'combine', status: 'failed', error });
    expect(reportOf(done('t1'), combine(), failed)).toContain(
      '⚠️ Nobody reviewed the combined report: the model is away',
    );
    expect(reportOf(done('t1'), combine())).toContain('⚠️ Nobody reviewed the combined report: ');
  });

  it('is neither shown nor missed where the request was undone', () => {
    const cause = { name: 'PlanIncomplete', message: 't2 failed' };
    const rollback = { cause, startedAt: '2026-03-02T09:00:00.000Z', run: 1 };
    const tasks = [done('t1'), combine({ status: 'compensated' }), review(true)];
    const undone = planReport(report(aRequest({ status: 'rolled-back', rollback }), tasks, []));
    expect(undone).not.toMatch(/Summary|combined|Reviewed/i);
  });

  it('is missed where there is none, and the rest of the report stands', () => {
    const error = { name: 'AgentOutputInvalid', message: 'no JSON, twice' };
    const report = reportOf(done('t1'), combine({ status: 'failed', error }));
    expect(report).not.toContain('### Summary');
    expect(report).toContain('⚠️ Nobody combined the results: no JSON, twice');
    expect(report).toContain('1. **network-expert**');
    expect(reportOf(done('t1'))).toContain('⚠️ Nobody combined the results: ');
  });
});
