import { failureOf, key, provider, providerWith, serveEachTest, server } from '../../../support/openai-provider.ts';
import { aCall, aResult, anAgent } from '../../../support/provider-calls.ts';
import { openAi } from '../../../support/scripted-model.ts';

serveEachTest();

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
