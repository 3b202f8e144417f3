import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import { runBaton, type RunningBaton, type User } from './running.ts';
import { type ScriptedModel, startScriptedModel } from './scripted-model.ts';

export const work = {
  status: 'completed',
  outcome: 'The rule for TCP 8443 is written and ready to be applied.',
  deliverables: [
    { title: 'Firewall rule', kind: 'configuration', content: 'pass in proto tcp to 10.0.30.14 port 8443' },
  ],
  nextSteps: ['Apply it in the change window'],
  facts: { port: 8443 },
  quality: null,
};
export const accepted = {
  status: 'completed',
  outcome: 'The rule does what was asked.',
  deliverables: [],
  nextSteps: [],
  facts: { accepted: true },
  quality: 9,
};
export const rejected = {
  ...accepted,
  outcome: 'The source network is missing.',
  facts: { accepted: false },
  quality: 3,
};

/** What the model says next, in this order. */
export type Script = Parameters<ScriptedModel['add']>;

/** One Baton for all tests of a block whose agents ask a scripted model, and Ada, who uses it. */
export function useThinkingBaton() {
  let baton: RunningBaton;
  let ada: User;
  let model: ScriptedModel;
  let before: number;

  beforeAll(async () => {
    model = await startScriptedModel();
    baton = await runBaton({
      environment: {
        MODEL_PROVIDER: 'openai-compatible',
        MODEL_BASE_URL: model.url,
        MODEL_STANDARD: 'scripted-standard',
        MODEL_STRONG: 'scripted-strong',
        MODEL_API_KEY: 'key-4711',
        MODEL_PRICE: '1,2',
        MODEL_TIMEOUT_SECONDS: '0.3',
      },
    });
    ada = await baton.as('ada');
  });
  afterAll(async () => {
    await baton.runtime.close();
    await model.close();
  });

  beforeEach(() => {
    before = model.requests.length;
  });
  afterEach(() => {
    expect(baton.logs.join('')).not.toContain('key-4711');
  });

  return {
    /** Lets Ada ask, the model answer by the script, and tells what came of it; `calls` are what the model was asked. */
    async ask(text: string, ...script: Script) {
      model.add(...script);
      const { body: request } = await ada.ask(text);
      const { body } = await ada.get(`/v1/requests/${request.requestId}/tasks`);
      return { request, tasks: body.tasks, calls: model.requests.slice(before) };
    },
  };
}
