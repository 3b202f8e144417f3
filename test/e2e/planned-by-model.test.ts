import { describe, expect, test } from '@jest/globals';
import { openAi } from '../support/scripted-model.ts';
import { accepted, rejected, type Script, useThinkingBaton, work } from '../support/thinking.ts';

interface Seq {
  readonly completionSeq: number;
}

describe('a request that needs a plan, thought about by a model', () => {
  const baton = useThinkingBaton();
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

  const plan = (...script: Script) => baton.ask(text, ...script);

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
