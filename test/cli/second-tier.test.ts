import { describe, expect, test } from '@jest/globals';
import { deciderOf } from '../../cli/second-tier.ts';
import { parseRegistry } from '../../lambdas/core/agent/registry.ts';
import { Workflows } from '../../lambdas/core/planning/workflow.ts';
import { advice, agents } from '../support/advising.ts';
import { aRoute } from '../support/routing.ts';
import { type Behaviour, openAi, startScriptedModel } from '../support/scripted-model.ts';

const unsure = aRoute({ confidence: 0.3 });
const deployed = {
  registry: parseRegistry(agents),
  workflows: new Workflows([]),
  explain: ({ text }: { text: string }) => ({ route: text === 'sure' ? aRoute() : unsure }),
  adviserEnvironment: { MODEL_PROVIDER: 'bedrock', MODEL_STANDARD: 'small', MODEL_STRONG: 'large' },
};

async function decide(text: string, ...script: Behaviour[]) {
  await using model = await startScriptedModel(script);
  const named = { MODEL_PROVIDER: 'openai-compatible', MODEL_BASE_URL: model.url, MODEL_STANDARD: 'small' };
  const route = await deciderOf(deployed, named)(text);
  return { route, calls: model.requests.length };
}

describe('a decision at the command line', () => {
  test('is the first tier’s alone where the environment names no model', async () => {
    expect(await deciderOf(deployed, {})('Update the badge printer')).toEqual(unsure);
  });

  test('is the model’s where the first tier is unsure, and nowhere else', async () => {
    const answer = openAi.answer(advice('single', ['network-expert', '']));
    expect(await decide('Update the badge printer', answer)).toMatchObject({
      route: { agents: ['network-expert'], decidedBy: 'model' },
      calls: 1,
    });
    expect(await decide('sure', answer)).toMatchObject({ route: aRoute(), calls: 0 });
  });

  test('is the first tier’s, with the reason, when the model does not help', async () => {
    const { route } = await decide('Update the badge printer', openAi.error(401, 'bad key'));
    expect(route).toMatchObject({ agents: unsure.agents, decidedBy: unsure.decidedBy });
    expect(route.reasons.at(-1)).toContain('did not decide: ModelRejected');
  });
});
