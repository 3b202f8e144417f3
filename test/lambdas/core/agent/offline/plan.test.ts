import fc from 'fast-check';
import { offlineProvider } from '../../../../../lambdas/core/agent/offline/provider.ts';
import { colleaguesOf } from '../../../../../lambdas/core/planning/colleagues.ts';
import { parsePlan } from '../../../../../lambdas/core/planning/plan.ts';
import { resultBodySchema } from '../../../../../lambdas/core/task/result.ts';
import { readRegistry } from '../../../../../lib/registry.ts';
import { aCall, anAgent } from '../../../../support/provider-calls.ts';

const registry = readRegistry();
const architect = registry.find(({ id }) => id === 'infrastructure-architect') ?? anAgent();
const colleagues = colleaguesOf(registry, architect.id);
const all = ['compute', 'network', 'storage', 'security', 'integration', 'monitoring'];

async function planFor(domains: string[], instruction = 'Rebuild the lab so that a guest network never reaches it') {
  const { body } = await offlineProvider.run(
    aCall({
      agent: architect,
      instruction,
      task: { planning: { domains, indicators: [] } },
      context: { colleagues },
    }),
  );
  return { ...body, tasks: body.plan?.tasks ?? [] };
}

const edges = (tasks: Awaited<ReturnType<typeof planFor>>['tasks']) =>
  tasks.map(({ agentId, dependsOn }) => [agentId, dependsOn.join(' ')]);

it('puts what does not build on each other side by side, and who watches last', async () => {
  const { tasks } = await planFor(all.toReversed());
  expect(edges(tasks)).toEqual([
    ['compute-expert', ''],
    ['network-expert', ''],
    ['storage-expert', ''],
    ['security-expert', 't1 t2 t3'],
    ['integration-expert', 't4'],
    ['monitoring-expert', 't5'],
  ]);
});

it('leaves out the stages that have no part in it', async () => {
  expect(edges((await planFor(['monitoring', 'storage', 'storage'])).tasks)).toEqual([
    ['storage-expert', ''],
    ['monitoring-expert', 't1'],
  ]);
});

it('gives each task the words of the request and what its expert contributes', async () => {
  const { tasks, outcome, deliverables, facts } = await planFor(['security']);
  expect(tasks[0]?.instruction).toBe('The security part of: Rebuild the lab so that a guest network never reaches it');
  expect(tasks[0]?.expects).toContain('What the security expert contributes');
  expect(outcome).toMatch(/Nothing has been changed yet\. Planned one task to go with it: security-expert\.$/);
  expect(deliverables).toHaveLength(1);
  expect(facts).toMatchObject({ changed: false, tasks: 1 });
});

it('is the architect’s document alone where no domain, or none that anybody serves, was found', async () => {
  for (const domains of [[], ['astrology']]) {
    const { plan, outcome, deliverables } = await planFor(domains);
    expect(plan).toEqual({ tasks: [] });
    expect(outcome).not.toContain('Planned');
    expect(deliverables).toHaveLength(1);
  }
});

it('can always be run, whatever was asked', async () => {
  const agents = new Set(colleagues.map(({ id }) => id));
  await fc.assert(
    fc.asyncProperty(
      fc.subarray(all, { minLength: 1 }),
      fc.string({ minLength: 1, maxLength: 20_000, unit: 'grapheme' }),
      async (domains, instruction) => {
        const { tasks, ...body } = await planFor(domains, instruction.slice(0, 20_000) || 'x');
        expect(resultBodySchema.safeParse(body).error).toBeUndefined();
        expect(parsePlan({ tasks }, agents).tasks).toHaveLength(domains.length);
      },
    ),
    { numRuns: 30 },
  );
});
