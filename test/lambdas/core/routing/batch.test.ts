import { routeLine } from '../../../../lambdas/core/routing/batch.ts';
import { aRoute } from '../../../support/routing.ts';

it('prints a decision under the id of its line', async () => {
  const line = await routeLine(() => aRoute(), '{"id": "a", "text": "Grow the pool"}');
  expect(line).toEqual({
    id: 'a',
    mode: 'single',
    label: 'storage-expert',
    steps: [],
    intent: 'action',
    complexity: 'simple',
    confidence: 0.9,
    decidedBy: 'classifier',
    reasons: ["storage 0.90: 'pool'"],
    sure: true,
  });
});

it('lists the steps of a sequential decision', async () => {
  const steps = ['storage-expert', 'monitoring-expert'].map((agentId) => ({ agentId, instruction: 'x' }));
  const route = aRoute({ mode: 'sequential', agents: steps.map((step) => step.agentId), steps });
  expect(await routeLine(() => route, '{"id":"a","text":"x"}')).toMatchObject({
    label: 'storage-expert',
    steps: ['storage-expert', 'monitoring-expert'],
  });
});

it('says of a decision that the first tier is unsure of, or a model made, that it is none of its own', async () => {
  const line = '{"id":"a","text":"x"}';
  expect(await routeLine(() => aRoute({ confidence: 0.2 }), line)).toMatchObject({ sure: false });
  expect(await routeLine(() => aRoute({ decidedBy: 'model' }), line)).toMatchObject({ sure: false });
});

it.each(['', 'no json', '{"id": 1, "text": "x"}', '{"id": "a"}', '[]'])('refuses the line %p by name', async (line) => {
  await expect(routeLine(() => aRoute(), line)).rejects.toThrow(expect.objectContaining({ name: 'InvalidRequest' }));
});
