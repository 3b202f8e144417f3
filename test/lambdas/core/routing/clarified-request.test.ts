import { isoTime } from '../../../../lambdas/core/clock.ts';
import { taskRecordSchema } from '../../../../lambdas/core/task/task.ts';
import { aRoute, dawn } from '../../../support/fixtures.ts';
import type { MemoryJournal } from '../../../support/memory-journal.ts';
import { received, request, routing } from '../../../support/route-run.ts';

function answered(journal: MemoryJournal, ...answers: (string | undefined)[]) {
  answers.forEach((answer, index) => {
    const questionId = `r1-q${index + 1}`;
    const times = { askedAt: isoTime(dawn), expiresAt: isoTime(dawn) };
    const question = { questionId, requestId: 'r1', token: 'x', text: '?', ...times };
    journal.questionRecords.set(`acme ${questionId}`, answer === undefined ? question : { ...question, answer });
  });
  return journal;
}

describe('a route that has to ask', () => {
  const clarify = aRoute({ mode: 'clarify', agents: [], question: 'Which switch?' });

  it('gives the id of the first question, and writes no task', async () => {
    const journal = received();
    expect(await routing(journal, clarify).run()).toEqual({
      mode: 'clarify',
      deadline: dawn + 7 * 86_400_000,
      keeps: false,
      workflow: '',
      input: {},
      first: '',
      tasks: [],
      questionId: 'r1-q1',
    });
    expect(journal.taskRecords.size).toBe(0);
  });

  it('gives the id of the question after those that were answered', async () => {
    const journal = answered(received(), 'Rack 4', 'Port 7');
    expect(await routing(journal, clarify).run()).toMatchObject({ questionId: 'r1-q3' });
  });

  it('gives the id of a question again that was asked and not answered', async () => {
    const journal = answered(received(), 'Rack 4', undefined);
    expect(await routing(journal, clarify).run()).toMatchObject({ questionId: 'r1-q2' });
  });
});

describe('the answers', () => {
  it('go to the router and to the expert in the order of the questions', async () => {
    const journal = answered(received({ status: 'waiting' }), 'Rack 4', 'Port 7');
    const { told, run } = routing(journal);
    await run();
    expect(told).toEqual([{ text: 'Refuse telnet on the lab switch', round: 2, answers: ['Rack 4', 'Port 7'] }]);
    expect(journal.taskRecords.get('acme r1 t1')?.instruction).toBe(
      'Refuse telnet on the lab switch\n\nRack 4\n\nPort 7',
    );
  });

  it('may all be as long as an answer may be', async () => {
    const long = 'x'.repeat(20_000);
    const journal = answered(received({ text: long }), long, long, long);
    await routing(journal).run();
    expect(taskRecordSchema.safeParse(journal.taskRecords.get('acme r1 t1')).error).toBeUndefined();
  });

  it('leave no question open, also when whoever gave one was interrupted', async () => {
    const question = { questionId: 'r1-q1', text: '?', askedAt: isoTime(dawn), expiresAt: isoTime(dawn) };
    const journal = answered(received({ status: 'waiting', question }), 'Rack 4');
    await routing(journal).run();
    expect(request(journal)?.status).toBe('running');
    expect(request(journal)).not.toHaveProperty('question');
  });
});

it('puts an answer in the conversation when whoever took it was interrupted before', async () => {
  const journal = answered(received(), 'The one in rack 4');
  const { run } = routing(journal);
  await run();
  await run();
  const texts = [...journal.messageRecords.values()].flat().map(({ role, text }) => `${role}: ${text}`);
  expect(texts.filter((text) => text === 'user: The one in rack 4')).toHaveLength(1);
});
