import { describe, expect, test } from '@jest/globals';
import { testKeptPlan, testPlan } from '../support/plan-suite.ts';
import { chain, diamond, fan } from '../support/plan-shapes.ts';
import { plannedTask } from '../support/planned-model.ts';
import { usePlans } from '../support/planned-run.ts';

const plans = usePlans();
const wide = fan(40);
const sides = wide.map(({ taskId }) => taskId).slice(0, 40);

describe('a chain', () => {
  testPlan(plans, chain(6), { held: ['c3'] });
  testKeptPlan(plans, chain(6));
});
describe('a diamond', () => {
  testPlan(plans, diamond, { held: ['left', 'right'] });
  testKeptPlan(plans, diamond);
});
describe('a fan of 40', () => {
  testPlan(plans, wide, { held: sides.slice(20), asked: sides });
  testKeptPlan(plans, wide);
});

describe('a plan that cannot be run', () => {
  const faulty = [
    plannedTask('a', ['b']),
    plannedTask('b', ['a']),
    plannedTask('c', [], 'nobody'),
    plannedTask('d', ['nothing']),
    plannedTask('e', []),
    plannedTask('e', []),
    plannedTask('f', ['f']),
    ...chain(494),
  ];

  test('fails its request, all its faults named at once', async () => {
    const { request, tasks } = await plans.run(faulty);
    expect(request).toMatchObject({ status: 'failed', error: { name: 'AgentOutputInvalid' } });
    for (const fault of [
      'plan.tasks: are 501; a plan has at most 500',
      'plan, tasks: wait for each other: a → b → a',
      'plan, c.agentId: "nobody" is no agent',
      'plan, d.dependsOn: "nothing" is no task of the plan',
      'plan, e: is the id of two tasks',
      'plan, f.dependsOn: names the task itself',
    ]) {
      expect(request.error.message).toContain(fault);
      expect(request.reply).toContain(fault);
    }
    expect([...tasks.keys()]).toEqual(['plan']);
  });

  test('for its ten thousand tasks is refused by their number', async () => {
    const { request, tasks } = await plans.run(chain(10_000));
    expect(request).toMatchObject({ status: 'failed', error: { name: 'AgentOutputInvalid' } });
    expect(request.error.message).toContain('plan.tasks: are 10000; a plan has at most 500');
    expect([...tasks.keys()]).toEqual(['plan']);
  });
});
