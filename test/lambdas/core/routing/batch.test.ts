import { routeLine } from '../../../../lambdas/core/routing/batch.ts';
import { aRoute } from '../../../support/routing.ts';

it('prints a decision under the id of its line', () => {
  const line = routeLine(() => aRoute(), '{"id": "a", "text": "Grow the pool"}');
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
  });
});

it('lists the steps of a sequential decision', () => {
  const steps = ['storage-expert', 'monitoring-expert'].map((agentId) => ({ agentId, instruction: 'x' }));
  const route = aRoute({ mode: 'sequential', agents: steps.map((step) => step.agentId), steps });
  expect(routeLine(() => route, '{"id":"a","text":"x"}')).toMatchObject({
    label: 'storage-expert',
    steps: ['storage-expert', 'monitoring-expert'],
  });
});

it.each(['', 'no json', '{"id": 1, "text": "x"}', '{"id": "a"}', '[]'])('refuses the line %p by name', (line) => {
  expect(() => routeLine(() => aRoute(), line)).toThrow(expect.objectContaining({ name: 'InvalidRequest' }));
});
