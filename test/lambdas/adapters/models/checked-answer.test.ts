import { usageSpent } from '../../../../lambdas/core/agent/usage.ts';
import { failureOf, provider, serveEachTest, server } from '../../../support/openai-provider.ts';
import { aCall, aResult, aReviewer, anAgent, priorWork } from '../../../support/provider-calls.ts';
import { openAi } from '../../../support/scripted-model.ts';

serveEachTest();

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
