import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { runBaton, type RunningBaton, type User } from '../support/running.ts';
import { openAi, type ScriptedModel, startScriptedModel } from '../support/scripted-model.ts';

const work = {
  status: 'completed',
  outcome: 'The rule for TCP 8443 is written and ready to be applied.',
  deliverables: [
    { title: 'Firewall rule', kind: 'configuration', content: 'pass in proto tcp to 10.0.30.14 port 8443' },
  ],
  nextSteps: ['Apply it in the change window'],
  facts: { port: 8443 },
  quality: null,
};
const accepted = {
  status: 'completed',
  outcome: 'The rule does what was asked.',
  deliverables: [],
  nextSteps: [],
  facts: { accepted: true },
  quality: 9,
};
const rejected = { ...accepted, outcome: 'The source network is missing.', facts: { accepted: false }, quality: 3 };

interface Seq {
  readonly completionSeq: number;
}

describe('a request, thought about by a model', () => {
  let baton: RunningBaton;
  let ada: User;
  let model: ScriptedModel;

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

  let before: number;
  beforeEach(() => {
    before = model.requests.length;
  });
  afterEach(() => {
    expect(baton.logs.join('')).not.toContain('key-4711');
  });

  const ask = async (...script: Parameters<ScriptedModel['add']>) => {
    model.add(...script);
    const { body: request } = await ada.ask('Open TCP 8443 on the firewall for the build server');
    const { body } = await ada.get(`/v1/requests/${request.requestId}/tasks`);
    return { request, tasks: body.tasks, calls: model.requests.slice(before) };
  };

  test('a good answer is kept with its usage, reviewed by the model and given to the user', async () => {
    const { request, tasks, calls } = await ask(openAi.answer(work), openAi.answer(accepted));
    expect(request).toMatchObject({ status: 'succeeded', reply: expect.stringContaining(work.outcome) });
    expect(tasks[0].result).toMatchObject({
      provider: 'openai-compatible',
      facts: { port: 8443 },
      usage: { inputTokens: 100, outputTokens: 50, costUsd: 0.0002 },
    });
    expect(tasks[1].result).toMatchObject({ quality: 9, facts: { accepted: true } });
    expect(calls).toHaveLength(2);
    expect(calls[0]?.headers.authorization).toBe('Bearer key-4711');
  });

  test('a malformed answer is repaired once, and both calls are paid for', async () => {
    const { request, tasks, calls } = await ask(
      openAi.answer('Sure! {"status": "done"'),
      openAi.answer(work),
      openAi.answer(accepted),
    );
    expect(request.status).toBe('succeeded');
    expect(tasks[0].result.usage).toMatchObject({ inputTokens: 200, outputTokens: 100 });
    expect(calls).toHaveLength(3);
  });

  test('an answer that stays malformed fails the request by name', async () => {
    const { request, tasks, calls } = await ask(openAi.answer('no'), openAi.answer('still no'));
    expect(request).toMatchObject({ status: 'failed', error: { name: 'AgentOutputInvalid' } });
    expect(tasks[0]).toMatchObject({ status: 'failed', error: { name: 'AgentOutputInvalid' } });
    expect(calls).toHaveLength(2);
  });

  test('a 429 is waited out by the state machine', async () => {
    const { request, tasks } = await ask(openAi.error(429, 'slow down'), openAi.answer(work), openAi.answer(accepted));
    expect(request.status).toBe('succeeded');
    expect(tasks[0].attempt).toBe(2);
  });

  test('a call without an answer is given up in time and made again', async () => {
    const { request, tasks } = await ask('hang', openAi.answer(work), openAi.answer(accepted));
    expect(request.status).toBe('succeeded');
    expect(tasks[0].attempt).toBe(2);
  });

  test('a refused key fails the request at once, and the key is not told', async () => {
    const { request, calls } = await ask(openAi.error(401, 'bad key key-4711'));
    expect(request).toMatchObject({ status: 'failed', error: { name: 'ModelRejected' } });
    expect(JSON.stringify(request)).not.toContain('key-4711');
    expect(calls).toHaveLength(1);
  });

  test('a result that the review rejects is done once more with its remark', async () => {
    const { request, tasks, calls } = await ask(
      openAi.answer(work),
      openAi.answer(rejected),
      openAi.answer({ ...work, outcome: 'The rule now names the office network.' }),
      openAi.answer(accepted),
    );
    expect(request).toMatchObject({ status: 'succeeded', reply: expect.stringContaining('after one rework') });
    expect(tasks.map((task: { taskId: string; round: number }) => [task.taskId, task.round])).toEqual([
      ['t1', 1],
      ['t1-review-0', 0],
      ['t1-review-1', 0],
    ]);
    expect(JSON.stringify(calls[2]?.body)).toContain('The source network is missing.');
  });

  test('a result that is rejected twice fails the request', async () => {
    const { request } = await ask(
      openAi.answer(work),
      openAi.answer(rejected),
      openAi.answer(work),
      openAi.answer(rejected),
    );
    expect(request).toMatchObject({ status: 'failed', error: { name: 'ResultRejected' } });
  });

  test('an agent that says it cannot fails the request in its own words', async () => {
    const { request } = await ask(openAi.answer({ ...work, status: 'failed', outcome: 'There is no such firewall.' }));
    expect(request).toMatchObject({
      status: 'failed',
      error: { name: 'AgentReportedFailure', message: 'There is no such firewall.' },
    });
  });

  describe('that needs a plan', () => {
    const text = 'Segment networks, rotate secrets and alert on everything, company-wide';
    const task = (taskId: string, agentId: string, ...dependsOn: string[]) => {
      return { taskId, agentId, instruction: `Do ${taskId}`, expects: `${taskId} is there`, dependsOn };
    };
    const tasks = [
      task('segments', 'network-expert'),
      task('secrets', 'security-expert', 'segments'),
      task('alerts', 'monitoring-expert', 'segments', 'secrets'),
    ];
    const decision = { ...work, outcome: 'Three steps, the segments first.', plan: { tasks } };
    const combination = { ...work, outcome: 'The networks are ready to be segmented.' };
    const done = [openAi.answer(decision), openAi.answer(work), openAi.answer(work), openAi.answer(work)];

    const plan = async (...script: Parameters<ScriptedModel['add']>) => {
      model.add(...script);
      const { body: request } = await ada.ask(text);
      const { body } = await ada.get(`/v1/requests/${request.requestId}/tasks`);
      return { request, tasks: body.tasks, calls: model.requests.slice(before) };
    };

    test('is run by the plan that the model made, each task on what came before', async () => {
      const { request, tasks, calls } = await plan(...done, openAi.answer(combination), openAi.answer(accepted));
      expect(request).toMatchObject({ status: 'succeeded', reply: expect.stringContaining('All 3 tasks completed') });
      expect(request.reply).toContain(`### Summary\n${combination.outcome}`);
      expect(request.reply).toContain('Reviewed by validator: accepted');
      const order = tasks.toSorted((a: Seq, b: Seq) => a.completionSeq - b.completionSeq);
      expect(order.map((one: { taskId: string }) => one.taskId)).toEqual([
        'plan',
        'segments',
        'secrets',
        'alerts',
        'combine',
        'combine-review-0',
      ]);
      const [planning, first] = calls.map(({ body }) => JSON.stringify(body));
      expect(calls[0]?.body.model).toBe('scripted-strong');
      expect(planning).toContain('- network-expert: ');
      expect(planning).not.toContain('- validator: ');
      expect(JSON.stringify(calls[0]?.body.response_format)).toContain('"plan"');
      expect(first).toContain(decision.outcome);
      expect(JSON.stringify(calls[1]?.body.response_format)).not.toContain('"dependsOn"');
      const combining = JSON.stringify(calls[4]?.body);
      expect(combining).toContain('secrets (security-expert): completed');
      expect(combining).toContain(text);
    });

    test('is combined once more with the remark of the review, and reported on when that is refused too', async () => {
      const refused = { ...rejected, outcome: 'The order is missing.' };
      const { request, calls } = await plan(
        ...done,
        openAi.answer(combination),
        openAi.answer(refused),
        openAi.answer({ ...combination, outcome: 'The networks come first, then the secrets.' }),
        openAi.answer(refused),
      );
      expect(JSON.stringify(calls[6]?.body)).toContain('The order is missing.');
      expect(request).toMatchObject({ status: 'succeeded' });
      expect(request.reply).toContain('### Summary\nThe networks come first, then the secrets.');
      expect(request.reply).toContain('Reviewed by validator: not accepted\n   - Remark: The order is missing.');
    });

    test('is reported on without a summary when nobody can combine its results', async () => {
      const { request } = await plan(...done, openAi.answer('no'), openAi.answer('still no'));
      expect(request).toMatchObject({ status: 'succeeded', reply: expect.stringContaining('All 3 tasks completed') });
      expect(request.reply).toContain('Nobody combined the results: ');
      expect(request.reply).not.toContain('### Summary');
    });

    test('has a malformed one repaired once, all that is wrong with it named', async () => {
      const broken = { ...decision, plan: { tasks: [task('a', 'nobody', 'b'), task('b', 'network-expert', 'a')] } };
      const { request, tasks, calls } = await plan(
        openAi.answer(broken),
        openAi.answer(decision),
        openAi.answer(work),
        openAi.answer(work),
        openAi.answer(work),
        openAi.answer(combination),
        openAi.answer(accepted),
      );
      expect(request.status).toBe('succeeded');
      expect(tasks[0].result.usage).toMatchObject({ inputTokens: 200, outputTokens: 100 });
      const repair = JSON.stringify(calls[1]?.body);
      expect(repair).toContain('is no agent');
      expect(repair).toContain('wait for each other: a → b → a');
    });

    test('fails by name when there is none, twice', async () => {
      const { request } = await plan(openAi.answer(work), openAi.answer(work));
      expect(request).toMatchObject({
        status: 'failed',
        error: { name: 'AgentOutputInvalid', message: expect.stringContaining('plan: is missing') },
      });
    });

    test('is answered by the architect alone when nobody else has to do anything', async () => {
      const { request, tasks } = await plan(openAi.answer({ ...decision, plan: { tasks: [] } }));
      expect(request).toMatchObject({ status: 'succeeded', reply: expect.stringContaining(decision.outcome) });
      expect(tasks).toHaveLength(1);
    });
  });
});
