import { adviserFor } from '../../../../lambdas/adapters/models/adviser.ts';
import type { ModelEnvironment } from '../../../../lambdas/adapters/environment.ts';
import { adviceModes, type AdviceQuestion } from '../../../../lambdas/core/routing/advice.ts';
import { advice } from '../../../support/advising.ts';
import { failureOf, key, serveEachTest, server } from '../../../support/openai-provider.ts';
import { type Behaviour, converse, openAi } from '../../../support/scripted-model.ts';

serveEachTest();

const single = advice('single', ['network-expert', '']);

function question(changes: Partial<AdviceQuestion> = {}): AdviceQuestion {
  return {
    prompt: { system: 'You route.', user: 'Whose is it?' },
    modes: adviceModes,
    addressees: ['network-expert', 'storage-expert'],
    idempotencyKey: 'r1.1.route.0',
    signal: new AbortController().signal,
    ...changes,
  };
}

function adviser(changes: Partial<ModelEnvironment>, ...script: Behaviour[]) {
  server.add(...script);
  return adviserFor({
    provider: 'openai-compatible',
    standard: 'small',
    strong: 'large',
    baseUrl: server.url,
    apiKey: key,
    apiKeySecret: undefined,
    timeoutSeconds: 120,
    price: { input: 1, output: 4 },
    ...changes,
  }).adviser;
}

describe('an adviser', () => {
  it('asks the standard model once, with limit, form and idempotency key', async () => {
    const asked = adviser({}, openAi.answer(single, { input: 1_000, output: 500 }));
    expect(await asked.advise(question())).toEqual({
      advice: single,
      usage: { inputTokens: 1_000, outputTokens: 500, costUsd: 0.003 },
    });
    const [request] = server.requests;
    expect(request?.body).toMatchObject({ model: 'small', max_tokens: 1_000 });
    expect(request?.headers).toMatchObject({ authorization: `Bearer ${key}`, 'idempotency-key': 'r1.1.route.0' });
    const form = JSON.stringify(request?.body.response_format?.json_schema?.schema);
    expect(form).toContain('"enum":["network-expert","storage-expert"]');
    expect(form).not.toContain('maxLength');
  });

  it('is Amazon Bedrock’s where that is configured', async () => {
    const bedrock = { provider: 'bedrock', baseUrl: server.url.replace('/v1', '') } as const;
    const asked = adviser(bedrock, converse.toolAnswer(single));
    expect(await asked.advise(question())).toMatchObject({ advice: single });
    expect(JSON.stringify(server.requests[0]?.body.toolConfig)).toContain('storage-expert');
  });

  it.each<[string, Behaviour, string]>([
    ['no JSON', openAi.answer('network!'), 'answer: is not one JSON object'],
    ['two', openAi.answer([single, single]), 'is not one JSON object'],
    ['another mode', openAi.answer({ ...single, mode: 'delete' }), 'mode: '],
    ['nearly a mode', openAi.answer({ ...single, mode: 'workflows' }), 'mode: '],
    ['no reason', openAi.answer({ ...single, reason: undefined }), 'reason: '],
    ['nine parts', openAi.answer({ ...single, parts: Array(9).fill(single.parts[0]) }), 'parts: '],
    ['more than the request has', openAi.answer(advice('sequential', ['a', 'x'.repeat(4_001)])), 'parts.0.part: '],
    ['half a decision', openAi.answer('{"mode": "single"', undefined, 'length'), 'was cut off at 1000 tokens'],
  ])('does not ask again when the answer is %s, and says what it cost', async (_, answer, fault) => {
    const error = await failureOf(adviser({}, answer).advise(question()));
    expect(error).toMatchObject({
      name: 'AdviceInvalid',
      cause: { usage: { inputTokens: 100, outputTokens: 50 } },
      message: expect.stringContaining(fault),
    });
    expect(server.requests).toHaveLength(1);
  });

  it('gives up when the time is over', async () => {
    const time = new AbortController();
    const failure = failureOf(adviser({}, 'hang').advise(question({ signal: time.signal })));
    await server.seen(1);
    time.abort();
    expect(await failure).toMatchObject({ name: 'ModelTimeout' });
  });

  it('says what is wrong with its configuration when it is asked', async () => {
    const refused = failureOf(adviser({ baseUrl: 'localhost' }).advise(question()));
    expect(await refused).toMatchObject({
      name: 'CallInvalid',
      message: expect.stringContaining('no http(s) address'),
    });
  });
});
