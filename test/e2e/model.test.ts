import { describe, expect, test } from '@jest/globals';
import { openAi } from '../support/scripted-model.ts';
import { accepted, rejected, type Script, useThinkingBaton, work } from '../support/thinking.ts';

describe('a request, thought about by a model', () => {
  const baton = useThinkingBaton();
  const ask = (...script: Script) => baton.ask('Open TCP 8443 on the firewall for the build server', ...script);

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

  describe('that rules and classifier are unsure of', () => {
    /** One expert's, but hardly; it has to stay so when the classifier is trained anew. */
    const unsure = 'Adjust the lamp over rack 4';
    const done = [openAi.answer(work), openAi.answer(accepted)];
    const advice = (agent: string) => ({ mode: 'single', parts: [{ agent, part: '' }], reason: 'lamps are guests' });

    test('goes where the model says, in the user’s words', async () => {
      const { request, tasks, calls } = await baton.ask(unsure, openAi.answer(advice('compute-expert')), ...done);
      expect(request).toMatchObject({
        status: 'succeeded',
        route: {
          mode: 'single',
          agents: ['compute-expert'],
          decidedBy: 'model',
          reasons: expect.arrayContaining(['model: lamps are guests']),
          usage: { inputTokens: 100, outputTokens: 50, costUsd: 0.0002 },
        },
      });
      expect(tasks[0]).toMatchObject({ agentId: 'compute-expert', instruction: unsure });
      expect(calls).toHaveLength(3);
      const [asked, worked] = calls.map(({ body }) => JSON.stringify(body));
      expect(asked).toContain('- storage-expert (');
      expect(worked).not.toContain('lamps are guests');
    });

    test.each<[string, Script[number], string]>([
      ['fails', openAi.error(500, 'out of order'), 'ModelUnavailable'],
      ['does not answer', 'hang', 'ModelTimeout'],
      ['answers no JSON', openAi.answer('The network expert!'), 'is not one JSON object'],
      ['names nobody there is', openAi.answer(advice('printer-expert')), 'no requests go to an agent "printer-expert"'],
    ])('is the first tier’s to decide when the model %s, and that is said', async (_, behaviour, why) => {
      const { request, calls } = await baton.ask(unsure, behaviour, ...done);
      const { reasons, decidedBy } = request.route;
      expect(request.status).toBe('succeeded');
      expect(decidedBy).not.toBe('model');
      expect(reasons.at(-1)).toMatch(/^a model was asked and did not decide: /);
      expect(reasons.at(-1)).toContain(why);
      expect(calls).toHaveLength(3);
    });
  });

  test('an agent that says it cannot fails the request in its own words', async () => {
    const { request } = await ask(openAi.answer({ ...work, status: 'failed', outcome: 'There is no such firewall.' }));
    expect(request).toMatchObject({
      status: 'failed',
      error: { name: 'AgentReportedFailure', message: 'There is no such firewall.' },
    });
  });
});
