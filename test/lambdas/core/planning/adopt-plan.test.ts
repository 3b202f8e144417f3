import { adoptPlan } from '../../../../lambdas/core/planning/adopt-plan.ts';
import { requestStatuses, isEnded } from '../../../../lambdas/core/request/status.ts';
import type { PlannedTask } from '../../../../lambdas/core/task/planned.ts';
import { parseRegistry } from '../../../../lambdas/core/agent/registry.ts';
import type { TaskRecord } from '../../../../lambdas/core/task/task.ts';
import { aRequest, aResult, anAgent, aTask } from '../../../support/fixtures.ts';
import { aReviewer } from '../../../support/provider-calls.ts';
import { dieAtEveryStep, MemoryJournal, rejectionOf } from '../../../support/memory-journal.ts';

const key = { tenantId: 'acme', requestId: 'r1' };
const registry = parseRegistry([
  anAgent({ limits: { timeoutSeconds: 240 } }),
  anAgent({ id: 'storage-expert' }),
  anAgent({ id: 'architect' }),
  aReviewer(),
]);

const planned = (taskId: string, agentId: string, ...dependsOn: string[]): PlannedTask => {
  return { taskId, agentId, instruction: `Do ${taskId}`, expects: `${taskId} is there`, dependsOn };
};
const two = [planned('t1', 'network-expert'), planned('t2', 'storage-expert', 't1')];

function withPlan(tasks: PlannedTask[] | undefined, changes: Partial<TaskRecord> = {}): MemoryJournal {
  const journal = new MemoryJournal();
  journal.requestRecords.set('acme r1', aRequest({ status: 'running' }));
  const planner = aTask({
    taskId: 'plan',
    agentId: 'architect',
    instruction: 'The whole request',
    complexity: 'complex',
    status: 'completed',
    planning: { domains: [], indicators: [] },
    result: aResult(tasks === undefined ? {} : { plan: { tasks } }),
    ...changes,
  });
  journal.taskRecords.set('acme r1 plan', planner);
  return journal;
}

const adopt = (journal: MemoryJournal) => adoptPlan(journal.with({ registry }), key, 'plan');
const written = (journal: MemoryJournal) => [...journal.taskRecords.values()].filter(({ taskId }) => taskId !== 'plan');

it('writes the tasks of a plan, and says what the machine has to know of them', async () => {
  const journal = withPlan(two);
  expect(await adopt(journal)).toEqual([
    { taskId: 't1', agentId: 'network-expert', timeoutSeconds: 240 },
    { taskId: 't2', agentId: 'storage-expert', timeoutSeconds: 300 },
  ]);
  const common = {
    request: 'The whole request',
    complexity: 'complex',
    compensation: { withdraw: true },
    status: 'waiting',
  };
  expect(written(journal)).toMatchObject([
    { ...common, taskId: 't1', dependsOn: ['plan'], dependents: ['t2'] },
    { ...common, taskId: 't2', dependsOn: ['t1'], waitingOn: ['t1'] },
  ]);
});

it('lets the first tasks build on what was planned, without waiting for it', async () => {
  const journal = withPlan(two);
  await adopt(journal);
  expect(written(journal)[0]).not.toHaveProperty('waitingOn');
});

it('writes nothing where nothing is to be done', async () => {
  const journal = withPlan([]);
  expect(await adopt(journal)).toEqual([]);
  expect(written(journal)).toEqual([]);
});

it('comes to the same wherever it was interrupted, and when it is done again', async () => {
  await dieAtEveryStep({
    prepare: () => withPlan(two),
    attempt: adopt,
    assess: (journal) => expect(written(journal).map(({ taskId }) => taskId)).toEqual(['t1', 't2']),
  });
});

it('refuses a plan that cannot be run, all its faults at once, and writes none of it', async () => {
  const journal = withPlan([
    planned('a', 'nobody', 'b'),
    planned('b', 'network-expert', 'a'),
    planned('plan', 'validator'),
    planned('c', 'architect', 'z'),
  ]);
  const error = await rejectionOf(adopt(journal));
  expect(error.name).toBe('PlanInvalid');
  for (const fault of [
    '"nobody" is no agent',
    'a → b → a',
    'is an id that the system keeps for itself',
    '"validator" is no agent',
    '"architect" is no agent',
    '"z" is no task of the plan',
  ]) {
    expect(error.message).toContain(fault);
  }
  expect(written(journal)).toEqual([]);
});

it.each<[string, () => MemoryJournal, string]>([
  ['a result without a plan', () => withPlan(undefined), 'PlanInvalid'],
  ['a task that is not completed', () => withPlan(two, { status: 'failed' }), 'TaskUnknown'],
  ['a task that is not there', () => new MemoryJournal(), 'RequestUnknown'],
])('refuses %s', async (_name, prepare, name) => {
  expect(await rejectionOf(adopt(prepare()))).toMatchObject({ name });
});

it.each(requestStatuses.filter(isEnded))('refuses a request that is %s', async (status) => {
  const journal = withPlan(two);
  journal.requestRecords.set('acme r1', aRequest({ status }));
  expect(await rejectionOf(adopt(journal))).toMatchObject({ name: 'RequestClosed' });
  expect(written(journal)).toEqual([]);
});
