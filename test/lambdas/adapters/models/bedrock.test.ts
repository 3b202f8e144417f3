import { createProvider } from '../../../../lambdas/adapters/models/index.ts';
import { aCall, aResult } from '../../../support/provider-calls.ts';
import { type Behaviour, converse, type ScriptedModel, startScriptedModel } from '../../../support/scripted-model.ts';

const claude = 'global.anthropic.claude-haiku-4-5-20251001-v1:0';
let server: ScriptedModel;

beforeEach(async () => {
  server = await startScriptedModel();
});
afterEach(async () => server.close());

async function provider(model: string, ...script: Behaviour[]) {
  server.add(...script);
  return createProvider({
    provider: 'bedrock',
    baseUrl: server.url.replace('/v1', ''),
    apiKey: async () => 'bedrock-key',
    region: 'eu-central-1',
    models: { standard: model, strong: model },
    pricePerMillion: { input: 2, output: 10 },
  });
}

describe('Amazon Bedrock', () => {
  it.each([claude, 'amazon.nova-lite-v1:0'])('is asked by Converse for %s, the form as a tool', async (id) => {
    const bedrock = await provider(id, converse.toolAnswer(aResult(), { input: 1_000, output: 100 }));
    const answer = await bedrock.run(aCall());
    expect(answer).toEqual({ body: aResult(), usage: { inputTokens: 1_000, outputTokens: 100, costUsd: 0.003 } });
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'POST', path: `/model/${encodeURIComponent(id)}/converse` });
    expect(request?.headers.authorization).toBe('Bearer bedrock-key');
    expect(request?.body.inferenceConfig?.maxTokens).toBe(8_000);
    expect(JSON.stringify(request?.body.system)).toContain('You are the network expert.');
    expect(JSON.stringify(request?.body.messages)).toContain('Refuse telnet on the lab switch');
    expect(JSON.stringify(request?.body.toolConfig)).toContain('"outcome"');
  });

  it('may answer in plain text as well', async () => {
    const bedrock = await provider(claude, converse.answer(aResult()));
    expect((await bedrock.run(aCall())).body).toEqual(aResult());
  });

  it('repairs a malformed answer', async () => {
    const bedrock = await provider(claude, converse.answer('no'), converse.toolAnswer(aResult()));
    const answer = await bedrock.run(aCall());
    expect(answer.body).toEqual(aResult());
    expect(answer.usage.inputTokens).toBe(200);
  });

  it('keeps the facts that a tool answer holds', async () => {
    const facts = { vlan: 40, done: false };
    const bedrock = await provider(claude, converse.toolAnswer(aResult({ facts })));
    expect((await bedrock.run(aCall())).body.facts).toEqual(facts);
  });

  it('asks a model that takes no tools without them', async () => {
    const refusal = converse.error(400, 'ValidationException', "This model doesn't support tool use.");
    const bedrock = await provider('meta.llama3-8b-instruct-v1:0', refusal, converse.answer(aResult()));
    expect((await bedrock.run(aCall())).body).toEqual(aResult());
    expect(server.requests[1]?.body.toolConfig).toBeUndefined();
  });

  it.each([
    [429, 'ThrottlingException', 'ModelThrottled'],
    [503, 'ServiceUnavailableException', 'ModelUnavailable'],
    [403, 'AccessDeniedException', 'ModelRejected'],
  ])('answers %i %s as %s', async (status, type, name) => {
    const bedrock = await provider(claude, converse.error(status, type, 'no'));
    await expect(bedrock.run(aCall())).rejects.toMatchObject({ name, message: expect.stringContaining(claude) });
    expect(server.requests).toHaveLength(1);
  });

  it('is given up when the time box is over', async () => {
    const bedrock = await provider(claude, 'hang');
    const timeBox = new AbortController();
    const failure = bedrock.run(aCall({ signal: timeBox.signal })).catch((error: unknown) => error);
    await server.seen(1);
    timeBox.abort();
    expect(await failure).toMatchObject({ name: 'ModelTimeout' });
  });
});
