import { offlineProvider } from '../../../../../lambdas/core/agent/offline/provider.ts';
import type { TaskOutcome } from '../../../../../lambdas/core/agent/provider.ts';
import type { ResultBody } from '../../../../../lambdas/core/task/result.ts';
import { aResult, aTask } from '../../../../support/fixtures.ts';
import { aCall, anAgent, aResult as aBody, aReviewer, priorWork } from '../../../../support/provider-calls.ts';

const whole = (tasks: readonly TaskOutcome[]) => ({ requestId: 'r1', text: 'Move the wiki', tasks });
const rule = { id: 't1-1-1', title: 'Firewall rule', kind: 'runbook' as const };
const tasks = [
  aTask({
    taskId: 't1',
    status: 'completed',
    result: aResult({ deliverables: [rule], nextSteps: ['Supply: a port'] }),
  }),
  aTask({ taskId: 't2', status: 'failed', error: { name: 'ModelRejected', message: 'the rule was deleted' } }),
  aTask({ taskId: 't3', status: 'skipped', dependsOn: ['t2'] }),
];

async function review(result: ResultBody, of: readonly TaskOutcome[] = tasks): Promise<ResultBody> {
  const work = priorWork({ taskId: 'combine', agentId: 'aggregator', instruction: 'Combine', result });
  const task = { taskId: 'combine-review-0', reviews: 'combine' };
  const context = { priorWork: [work], whole: whole(of) };
  return (await offlineProvider.run(aCall({ agent: aReviewer(), task, context }))).body;
}

async function combined(of: readonly TaskOutcome[]): Promise<ResultBody> {
  const agent = anAgent({ id: 'aggregator', team: 'system', offline: 'combine' });
  const task = { taskId: 'combine', combines: true };
  return (await offlineProvider.run(aCall({ agent, task, context: { whole: whole(of) } }))).body;
}

const report = (content: string, changes: Partial<ResultBody> = {}) =>
  aBody({
    status: 'degraded',
    outcome: 'So far.',
    deliverables: [{ title: 'All', kind: 'report', content }],
    ...changes,
  });

describe('the review of a combination by rule', () => {
  it.each([
    ['all that was done', tasks.slice(0, 1)],
    ['what failed or was skipped too', tasks],
  ])('accepts what the offline provider makes of %s', async (_, of) => {
    expect(await review(await combined(of), of)).toMatchObject({ facts: { accepted: true, failed: 0 }, nextSteps: [] });
  });

  it.each([
    ['leaves a task out', report('t1 t3'), 'Tasks are left out: t2.'],
    ['calls completed what is not', report('t1 t2 t3', { status: 'completed' }), 'what is lacking of t2, t3'],
    [
      'names a document that nobody made',
      report('t1 t2 t3 /v1/requests/r1/deliverables/t1-1-1 /v1/requests/r1/deliverables/t9-1-1'),
      'no such document: /v1/requests/r1/deliverables/t9-1-1.',
    ],
    ['says nothing', report('t1 t2 t3', { outcome: ' ' }), 'outcome is empty'],
    ['holds no report', report('', { outcome: 't1 t2 t3', deliverables: [] }), 'Nothing was delivered'],
    ['claims what nobody did', report('t1 t2 t3', { outcome: 'The rule was applied.' }), 'claims work'],
  ])('refuses one that %s', async (_, result, words) => {
    const verdict = await review(result);
    expect(verdict.facts).toMatchObject({ accepted: false, failed: 1 });
    expect(verdict.outcome).toContain(words);
  });

  it('minds its own request’s documents only', async () => {
    expect((await review(report('t1 t2 t3 /v1/requests/r0/deliverables/x'))).facts).toMatchObject({ accepted: true });
  });
});
