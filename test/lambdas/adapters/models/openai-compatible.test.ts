import { usageSpent } from '../../../../lambdas/core/agent/usage.ts';
import { BatonError } from '../../../../lambdas/core/errors.ts';
import { createProvider, type ModelConfig } from '../../../../lambdas/adapters/models/index.ts';
import { aCall, aResult, aReviewer, anAgent, priorWork } from '../../../support/provider-calls.ts';
import { type Behaviour, openAi, type ScriptedModel, startScriptedModel } from '../../../support/scripted-model.ts';

const key = 'sk-scripted-0123456789';
let server: ScriptedModel;

beforeEach(async () => {
  server = await startScriptedModel();
});
afterEach(async () => server.close());

const provider = (...script: Behaviour[]) => providerWith({}, ...script);

async function providerWith(changes: Partial<ModelConfig>, ...script: Behaviour[]) {
  server.add(...script);
  return createProvider({
    provider: 'openai-compatible',
    baseUrl: server.url,
    apiKey: async () => key,
    models: { standard: 'small', strong: 'large' },
    pricePerMillion: { input: 1, output: 4 },
    ...changes,
  });
}

async function failureOf(promise: Promise<unknown>): Promise<BatonError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(BatonError);
  return error as BatonError;
}

describe('a good answer', () => {
  it('is the result, with what it cost', async () => {
    const model = await provider(openAi.answer(aResult(), { input: 1_000, output: 500 }));
    const answer = await model.run(aCall());
    expect(answer.body).toEqual(aResult());
    expect(answer.usage).toEqual({ inputTokens: 1_000, outputTokens: 500, costUsd: 0.003 });
  });

  it('was asked for with key, model, token limit, schema and idempotency key', async () => {
    const model = await provider(openAi.answer(aResult()));
    await model.run(aCall({ agent: anAgent({ limits: { tokensPerTask: 4_000 } }) }));
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/v1/chat/completions', body: { model: 'small' } });
    expect(request?.headers).toMatchObject({ authorization: `Bearer ${key}`, 'idempotency-key': 'r1.1.t1.run.0' });
    expect(request?.body.max_tokens).toBeGreaterThan(1_000);
    expect(request?.body.max_tokens).toBeLessThan(4_000);
    expect(request?.body.response_format).toMatchObject({ type: 'json_schema', json_schema: { strict: false } });
    expect(JSON.stringify(request?.body.response_format)).not.toContain('maxLength');
  });

  it('comes from the strong model when the definition says so', async () => {
    const model = await provider(openAi.answer(aResult()));
    await model.run(aCall({ agent: anAgent({ model: 'strong' }) }));
    expect(server.requests[0]?.body.model).toBe('large');
  });

  it('may stand in a fenced block whose document has fences of its own', async () => {
    const result = aResult({ deliverables: [{ title: 'Doc', kind: 'runbook', content: '```sh\npfctl -sr\n```\n' }] });
    const model = await provider(
      openAi.answer(`Here it is:\n\`\`\`json\n${JSON.stringify(result, null, 2)}\n\`\`\`\nDone.`),
    );
    expect((await model.run(aCall())).body).toEqual(result);
    expect(server.requests).toHaveLength(1);
  });

  it('does not keep what the agent thinks of its own quality', async () => {
    const model = await provider(openAi.answer(aResult({ quality: 10 })));
    expect((await model.run(aCall())).body.quality).toBeNull();
  });

  it('costs nothing where no price is known, and no key is sent where there is none', async () => {
    const model = await providerWith({ pricePerMillion: undefined, apiKey: undefined }, openAi.answer(aResult()));
    expect((await model.run(aCall())).usage.costUsd).toBe(0);
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
  });
});

describe('an endpoint that takes no schema', () => {
  it('is asked without one, and from then on always', async () => {
    const refusal = openAi.error(400, 'This response_format type is unavailable now');
    const model = await provider(refusal, openAi.answer(aResult()), openAi.answer(aResult()));
    await model.run(aCall());
    await model.run(aCall());
    expect(server.requests.map(({ body }) => body.response_format?.type)).toEqual([
      'json_schema',
      undefined,
      undefined,
    ]);
  });
});

describe('an endpoint that names the token limit otherwise', () => {
  it('is given it under that name', async () => {
    const refusal = openAi.error(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.");
    const model = await provider(refusal, openAi.answer(aResult()));
    await model.run(aCall());
    const [first, second] = server.requests.map(({ body }) => body);
    expect(first?.max_tokens).toBe(8_000);
    expect(second).toMatchObject({ max_completion_tokens: 8_000, response_format: { type: 'json_schema' } });
    expect(second?.max_tokens).toBeUndefined();
  });
});

describe('a malformed answer', () => {
  it('is shown to the model with its faults, once, and both calls are paid for', async () => {
    const broken = { ...aResult(), status: 'done' };
    const model = await provider(
      openAi.answer(broken, { input: 100, output: 10 }),
      openAi.answer(aResult(), { input: 200, output: 20 }),
    );
    const answer = await model.run(aCall());
    expect(answer.body).toEqual(aResult());
    expect(answer.usage).toMatchObject({ inputTokens: 300, outputTokens: 30 });
    const messages = server.requests[1]?.body.messages ?? [];
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
    expect(JSON.stringify(messages[2])).toContain('done');
    expect(JSON.stringify(messages[3])).toContain('status');
  });

  it('twice is AgentOutputInvalid, which says what was wrong and what it cost', async () => {
    const model = await provider(openAi.answer('I cannot do JSON.'), openAi.answer('Still not.'));
    const error = await failureOf(model.run(aCall()));
    expect(error).toMatchObject({
      name: 'AgentOutputInvalid',
      message: expect.stringContaining('not one JSON object'),
    });
    expect(usageSpent(error)).toEqual({ inputTokens: 200, outputTokens: 100, costUsd: 0.0006 });
    expect(server.requests).toHaveLength(2);
  });

  it('is not repaired when the tokens of the task are spent', async () => {
    const model = await provider(openAi.answer('no', { input: 900, output: 200 }));
    const error = await failureOf(model.run(aCall({ agent: anAgent({ limits: { tokensPerTask: 1_000 } }) })));
    expect(error).toMatchObject({
      name: 'AgentOutputInvalid',
      message: expect.stringContaining('1000 tokens are spent'),
    });
    expect(server.requests).toHaveLength(1);
  });

  it('that was cut off is asked to be shorter', async () => {
    const model = await provider(openAi.answer('{"status": "comp', undefined, 'length'), openAi.answer(aResult()));
    await model.run(aCall());
    expect(JSON.stringify(server.requests[1]?.body.messages)).toContain('be shorter');
  });

  it('may be empty', async () => {
    const model = await provider(openAi.answer(''), openAi.answer(aResult()));
    expect((await model.run(aCall())).body.status).toBe('completed');
  });
});

describe('a review', () => {
  const review = () =>
    aCall({
      agent: aReviewer(),
      task: { reviews: 't1', taskId: 't1-review-0' },
      context: { priorWork: [priorWork()] },
    });

  it('is given the work, and its verdict is kept', async () => {
    const verdict = aResult({ deliverables: [], facts: { accepted: true }, quality: 8 });
    const model = await provider(openAi.answer(verdict));
    expect((await model.run(review())).body).toMatchObject({ facts: { accepted: true }, quality: 8 });
    expect(JSON.stringify(server.requests[0]?.body.messages)).toContain('Refuse telnet.');
  });

  it('without a verdict is malformed', async () => {
    const model = await provider(
      openAi.answer(aResult()),
      openAi.answer(aResult({ facts: { accepted: false }, quality: 3 })),
    );
    expect((await model.run(review())).body.facts).toEqual({ accepted: false });
    expect(JSON.stringify(server.requests[1]?.body.messages)).toContain('facts.accepted');
  });
});

describe('a call that fails', () => {
  it.each([
    [429, 'ModelThrottled'],
    [500, 'ModelUnavailable'],
    [503, 'ModelUnavailable'],
    [408, 'ModelTimeout'],
    [400, 'ModelRejected'],
    [401, 'ModelRejected'],
    [403, 'ModelRejected'],
    [404, 'ModelRejected'],
  ])('with %i is %s, after one request', async (status, name) => {
    const model = await provider(openAi.error(status, `no, not with ${key}`, { 'retry-after': '0' }));
    const error = await failureOf(model.run(aCall()));
    expect(error.name).toBe(name);
    expect(error.message).toContain(`small at ${server.url}`);
    expect(error.message).not.toContain(key);
    expect(server.requests).toHaveLength(1);
  });

  it('says what to do about a wrong key', async () => {
    const model = await provider(openAi.error(401, 'bad key'));
    expect((await failureOf(model.run(aCall()))).message).toContain('set the right one');
  });

  it('is ModelUnavailable when the answer is no API answer', async () => {
    const model = await provider({ status: 200, body: '<html>hello</html>' });
    expect((await failureOf(model.run(aCall()))).name).toBe('ModelUnavailable');
  });

  it('is ModelUnavailable when nobody listens', async () => {
    const model = await provider();
    await server.close();
    const error = await failureOf(model.run(aCall()));
    expect(error).toMatchObject({ name: 'ModelUnavailable', message: expect.stringContaining('could not be reached') });
  });

  it('is ModelTimeout when the time box is over while the model thinks', async () => {
    const model = await provider('hang');
    const timeBox = new AbortController();
    const failure = failureOf(model.run(aCall({ signal: timeBox.signal })));
    await server.seen(1);
    timeBox.abort();
    expect((await failure).name).toBe('ModelTimeout');
  });

  it('is not made at all when the time box is over before', async () => {
    const model = await provider();
    expect((await failureOf(model.run(aCall({ signal: AbortSignal.abort() })))).name).toBe('ModelTimeout');
    expect(server.requests).toHaveLength(0);
  });
});

describe('a plan', () => {
  const colleagues = [{ id: 'storage-expert', title: 'Storage expert', description: 'Pools' }];
  const step = { taskId: 'a', agentId: 'storage-expert', instruction: 'Do a', expects: 'a', dependsOn: [] };
  const planning = aCall({ task: { planning: { domains: [], indicators: [] } }, context: { colleagues } });

  it('is part of the answer where it is wanted, and asked for in the schema', async () => {
    const planned = { ...aResult(), plan: { tasks: [step] } };
    const model = await provider(openAi.answer(planned));
    expect((await model.run(planning)).body).toEqual(planned);
    const format = server.requests[0]?.body.response_format?.json_schema?.schema;
    expect(format).toMatchObject({ required: expect.arrayContaining(['plan']) });
  });

  it('that nobody asked for is dropped', async () => {
    const model = await provider(openAi.answer({ ...aResult(), plan: { tasks: [step] } }));
    expect((await model.run(aCall())).body).not.toHaveProperty('plan');
    expect(JSON.stringify(server.requests[0]?.body.response_format)).not.toContain('dependsOn');
  });

  it.each([
    ['is missing', aResult(), 'plan: is missing'],
    ['has a task of nobody', { ...aResult(), plan: { tasks: [{ ...step, agentId: 'me' }] } }, '"me" is no agent'],
    ['waits for itself', { ...aResult(), plan: { tasks: [{ ...step, dependsOn: ['a'] }] } }, 'names the task itself'],
    [
      'is no list of tasks',
      { ...aResult(), plan: { tasks: [{ ...step, instruction: '' }] } },
      'plan.tasks.0.instruction',
    ],
    ['is too long', { ...aResult(), plan: { tasks: Array.from({ length: 501 }, () => step) } }, 'plan.tasks'],
  ])('that %s is a fault, named for the one repair', async (_name, broken, fault) => {
    const planned = { ...aResult(), plan: { tasks: [step] } };
    const model = await provider(openAi.answer(broken), openAi.answer(planned));
    expect((await model.run(planning)).body).toEqual(planned);
    expect(JSON.stringify(server.requests[1]?.body.messages).replaceAll('\\', '')).toContain(fault);
  });

  it('is not wanted of who could not do it', async () => {
    const model = await provider(openAi.answer(aResult({ status: 'failed' })));
    expect((await model.run(planning)).body.status).toBe('failed');
  });
});
