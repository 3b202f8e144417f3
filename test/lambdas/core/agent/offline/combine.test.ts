import { offlineProvider } from '../../../../../lambdas/core/agent/offline/provider.ts';
import type { TaskOutcome, WholeRequest } from '../../../../../lambdas/core/agent/provider.ts';
import { resultBodySchema } from '../../../../../lambdas/core/task/result.ts';
import { aResult, aTask } from '../../../../support/fixtures.ts';
import { aCall, anAgent } from '../../../../support/provider-calls.ts';

const aggregator = anAgent({ id: 'aggregator', team: 'system', offline: 'combine' });

async function combine(tasks: readonly TaskOutcome[], changes: Partial<WholeRequest> = {}) {
  const whole = { requestId: 'r1', text: 'Move the wiki to the new host', tasks, ...changes };
  const task = { taskId: 'combine', combines: true };
  const { body } = await offlineProvider.run(aCall({ agent: aggregator, task, context: { whole } }));
  expect(resultBodySchema.safeParse(body).error).toBeUndefined();
  return body;
}

const prepared = (taskId: string, changes: Partial<TaskOutcome> = {}) =>
  aTask({ taskId, status: 'completed', result: aResult({ facts: { changed: false } }), ...changes });
const rule = { id: 't1-1-1', title: 'Firewall rule', kind: 'runbook' as const };
const failed = aTask({
  taskId: 't3',
  agentId: 'security-expert',
  status: 'failed',
  error: { name: 'ModelRejected', message: 'the “key” is wrong' },
});
const skipped = aTask({ taskId: 't4', status: 'skipped', dependsOn: ['t1', 't3'] });

const reportIn = ({ deliverables }: Awaited<ReturnType<typeof combine>>) => deliverables[0]?.content ?? '';

describe('the combination by rule', () => {
  it('is one report that names what was asked, every task with its outcome, and every document', async () => {
    const first = prepared('t1', { result: aResult({ deliverables: [rule], facts: { changed: false } }) });
    const body = await combine([first, prepared('t2', { agentId: 'storage-expert' })]);
    expect(body).toMatchObject({ status: 'completed', quality: null, deliverables: [{ kind: 'report' }] });
    expect(body.facts).toEqual({ tasks: 2, completed: 2, deliverables: 1 });
    expect(body.outcome).toContain('All 2 tasks are completed. What came of them: “Firewall rule”.');
    expect(body.outcome).toContain('Nothing has been changed yet.');
    const report = reportIn(body);
    expect(report).toContain('> Move the wiki to the new host');
    expect(report).toContain('- t1 (network-expert): Prepared a rule that refuses telnet.');
    expect(report).toContain('- t2 (storage-expert): Prepared');
    expect(report).toContain('- Firewall rule (t1): /v1/requests/r1/deliverables/t1-1-1');
    expect(report).toContain('Nobody has judged');
  });

  it('counts the tasks of the plan, not the planning, and tells of both', async () => {
    const planning = { domains: [], indicators: [] };
    const body = await combine([prepared('plan', { agentId: 'infrastructure-architect', planning }), prepared('t1')]);
    expect(body.outcome).toContain('The task is completed.');
    expect(body.facts).toMatchObject({ tasks: 1, completed: 1 });
    expect(reportIn(body)).toContain('- plan (infrastructure-architect): Prepared');
  });

  it('names what is partial, failed, skipped or unfinished, each with why, and is itself not complete', async () => {
    const partial = prepared('t2', {
      result: aResult({ status: 'degraded', outcome: 'One of two disks is planned.' }),
    });
    const body = await combine([prepared('t1'), partial, failed, skipped, aTask({ taskId: 't5', status: 'started' })]);
    expect(body.status).toBe('degraded');
    expect(body.facts).toMatchObject({ tasks: 5, completed: 1, partial: 1, failed: 1, skipped: 1, open: 1 });
    expect(body.outcome).toContain('1 of 5 tasks are completed, 1 partial, 1 failed, 1 skipped, 1 open.');
    expect(body.outcome).toContain('t2 (network-expert) partial: “One of two disks is planned.”');
    expect(body.outcome).toContain('t3 (security-expert) failed: “the "key" is wrong”');
    expect(body.outcome).toContain('t4 (network-expert) skipped: “builds on t3”');
    expect(reportIn(body)).toMatch(/## Failed\n\n- t3 \(security-expert\): the “key” is wrong/);
    expect(reportIn(body)).toMatch(/## Skipped\n\n- t4 \(network-expert\): builds on t3/);
  });

  it.each<[string, TaskOutcome]>([
    ['changed something', prepared('t2', { result: aResult({ facts: { changed: true } }) })],
    ['does not say whether it did', prepared('t2', { result: aResult() })],
    ['failed on the way', failed],
  ])('does not say that nothing was changed where a task %s', async (_, other) => {
    expect((await combine([prepared('t1'), other])).outcome).not.toContain('Nothing has been changed');
  });

  it('lists each next step once, and nothing of what was undone', async () => {
    const nextSteps = ['Read it', 'Apply it'];
    const undone = aTask({ taskId: 't3', status: 'compensated', result: aResult({ nextSteps: ['Forget it'] }) });
    const body = await combine([
      prepared('t1', { result: aResult({ nextSteps }) }),
      prepared('t2', { result: aResult({ nextSteps }) }),
      undone,
    ]);
    expect(body.nextSteps).toEqual(nextSteps);
    expect(body.facts).toMatchObject({ undone: 1 });
  });

  it('says of nothing that there is nothing', async () => {
    expect(await combine([])).toMatchObject({ status: 'failed', deliverables: [] });
  });

  it('is refused where the task does not say that it combines', async () => {
    await expect(offlineProvider.run(aCall({ agent: aggregator }))).rejects.toMatchObject({ name: 'CallInvalid' });
  });

  it.each([
    ['short', 0],
    ['as long as ids can be', 60],
  ])('names every one of 500 tasks within the limits of a result, their ids %s', async (_, padding) => {
    const ids = Array.from({ length: 500 }, (_value, at) => `${'x'.repeat(padding)}${1000 + at}`);
    const long = aResult({
      outcome: 'So much is to be said. '.repeat(170),
      nextSteps: Array.from({ length: 20 }, (_value, at) => `${at} ${'y'.repeat(400)}`),
      deliverables: Array.from({ length: 20 }, (_value, at) => ({ ...rule, id: `d${at}`, title: 'z'.repeat(200) })),
    });
    const body = await combine(
      ids.map((taskId, at) => (at % 2 === 0 ? prepared(taskId, { result: long }) : { ...failed, taskId })),
      { text: 'w'.repeat(20_000) },
    );
    const report = reportIn(body);
    expect(ids.filter((id) => !report.includes(id))).toEqual([]);
    expect(body.nextSteps).toHaveLength(20);
    expect(body.outcome).toContain('250 of 500 tasks are completed, 250 failed.');
    expect(body.outcome).toMatch(/and \d+ more|\d+ more are in the combined report/);
  });
});
