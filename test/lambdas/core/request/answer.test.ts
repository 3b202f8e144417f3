import { answerRequest, answerSchema } from '../../../../lambdas/core/request/answer.ts';
import { askForClarification } from '../../../../lambdas/core/request/ask.ts';
import { questionId } from '../../../../lambdas/core/request/question.ts';
import { isoTime } from '../../../../lambdas/core/clock.ts';
import { ada, aRequest, aRoute, dawn } from '../../../support/fixtures.ts';
import { dieAtEveryStep, MemoryJournal } from '../../../support/memory-journal.ts';

const key = { tenantId: 'acme', requestId: 'r1' };
const bob = { ...ada, userId: 'bob' };
const question = 'Which switch?';
const clarify = aRoute({ mode: 'clarify', agents: [], question });

function routed(changes: Parameters<typeof aRequest>[0] = {}): MemoryJournal {
  const journal = new MemoryJournal();
  journal.requestRecords.set('acme r1', aRequest({ status: 'running', route: clarify, ...changes }));
  return journal;
}

function ask(journal: MemoryJournal, n = 1, token = `token-${n}`) {
  return askForClarification(journal, key, { questionId: questionId('r1', n), token, expiresInSeconds: 86_400 });
}

async function asked(n = 1): Promise<MemoryJournal> {
  const journal = routed();
  for (let each = 1; each <= n; each += 1) await ask(journal, each);
  journal.steps.length = 0;
  journal.published.length = 0;
  return journal;
}

const answer = (journal: MemoryJournal, text = 'The one in rack 4', caller = ada) =>
  answerRequest(journal, caller, 'r1', text);

const request = (journal: MemoryJournal) => journal.requestRecords.get('acme r1');
const said = (journal: MemoryJournal) =>
  [...journal.messageRecords.values()].flat().map(({ author, text }) => `${author}: ${text}`);

describe('a question', () => {
  it('is put in the conversation, and the request waits for its answer', async () => {
    const journal = routed();
    await ask(journal);
    expect(said(journal)).toEqual([`coordinator: ${question}`]);
    expect(request(journal)).toMatchObject({
      status: 'waiting',
      question: {
        questionId: 'r1-q1',
        text: question,
        askedAt: isoTime(dawn),
        expiresAt: isoTime(dawn + 86_400_000),
      },
    });
    expect(journal.published).toMatchObject([{ type: 'request.waiting', request: { status: 'waiting' } }]);
    expect(journal.released).toEqual([]);
  });

  it('keeps the token where only the coordinator and the API look', async () => {
    const journal = routed();
    await ask(journal);
    expect(journal.questionRecords.get('acme r1-q1')).toMatchObject({ token: 'token-1', requestId: 'r1' });
    expect(JSON.stringify([request(journal), ...journal.messageRecords.values()])).not.toContain('token-1');
  });

  it('is asked in general words when the route has none', async () => {
    const journal = routed({ route: aRoute({ mode: 'clarify' }) });
    await ask(journal);
    expect(said(journal)).toEqual(['coordinator: Can you say more precisely what you need?']);
  });

  it('is asked once, and can be answered, wherever the first attempt died', async () => {
    await dieAtEveryStep({
      prepare: () => routed(),
      attempt: (journal) => ask(journal),
      retry: async (journal) => {
        await ask(journal, 1, 'token-of-the-retry');
        await answer(journal);
      },
      assess: (journal) => {
        expect(said(journal)).toEqual([`coordinator: ${question}`, 'ada: The one in rack 4']);
        expect(journal.released).toEqual([{ token: 'token-of-the-retry', output: { questionId: 'r1-q1' } }]);
        expect(request(journal)).toMatchObject({ status: 'running' });
      },
    });
  });

  it('asked again after its answer lets the new execution step go on, and asks nobody', async () => {
    const journal = await asked();
    await answer(journal);
    await ask(journal, 1, 'new-token');
    expect(journal.released.map(({ token }) => token)).toEqual(['token-1', 'new-token']);
    expect(request(journal)).toMatchObject({ status: 'running' });
    expect(said(journal)).toHaveLength(2);
  });

  it('that is answered while it is being asked again does not leave the request waiting', async () => {
    const journal = await asked();
    journal.after('questions.ask', () => answer(journal));
    await ask(journal, 1, 'new-token');
    expect(journal.released.map(({ token }) => token)).toEqual(['new-token']);
    expect(request(journal)).toMatchObject({ status: 'running' });
    expect(request(journal)).not.toHaveProperty('question');
  });

  it('that is asked again too late does not take the place of the next one', async () => {
    const journal = await asked();
    journal.after('questions.ask', async () => {
      await answer(journal);
      await ask(journal, 2);
    });
    await ask(journal, 1, 'new-token');
    expect(request(journal)).toMatchObject({ status: 'waiting', question: { questionId: 'r1-q2' } });
  });

  it('of a request that has ended is not heard', async () => {
    const journal = routed({ status: 'cancelled' });
    await expect(ask(journal)).rejects.toMatchObject({ name: 'RequestClosed' });
    expect(said(journal)).toEqual([]);
    expect(request(journal)?.status).toBe('cancelled');
  });

  it('of a request that is not in the journal is refused', async () => {
    await expect(ask(new MemoryJournal())).rejects.toMatchObject({ name: 'RequestUnknown' });
  });
});

describe('an answer', () => {
  it('is kept, said and then lets the execution go on', async () => {
    const journal = await asked();
    const answered = await answer(journal);
    expect(journal.steps).toEqual([
      'requests.read',
      'questions.answer',
      'messages.append',
      'eventLog.append',
      'waiting.release',
      'requests.move',
    ]);
    expect(answered).toMatchObject({ status: 'running' });
    expect(answered).not.toHaveProperty('question');
    expect(journal.questionRecords.get('acme r1-q1')).toMatchObject({ answer: 'The one in rack 4', answeredBy: 'ada' });
    expect(journal.released).toEqual([{ token: 'token-1', output: { questionId: 'r1-q1' } }]);
    expect(said(journal)).toEqual([`coordinator: ${question}`, 'ada: The one in rack 4']);
  });

  it('counts when it comes first; the second is told so', async () => {
    const journal = await asked();
    journal.before('questions.answer', () => answer(journal, 'Rack 5', bob));
    await expect(answer(journal)).rejects.toMatchObject({ name: 'NothingToAnswer' });
    expect(journal.questionRecords.get('acme r1-q1')).toMatchObject({ answer: 'Rack 5', answeredBy: 'bob' });
    expect(said(journal)).toEqual([`coordinator: ${question}`, 'bob: Rack 5']);
    expect(journal.released).toHaveLength(1);
  });

  it('sent again completes what an interrupted one left undone', async () => {
    const died = await dieAtEveryStep({
      prepare: () => asked(),
      attempt: (journal) => answer(journal),
      retry: async (journal) => {
        // When the request has moved already, nothing is left to do, and the retry is told so.
        await answer(journal).catch((error: Error) => expect(error.name).toBe('NothingToAnswer'));
      },
      assess: (journal) => {
        expect(said(journal)).toEqual([`coordinator: ${question}`, 'ada: The one in rack 4']);
        expect(journal.eventRecords.get('acme r1')).toMatchObject([
          { type: 'request.waiting', detail: { questionId: 'r1-q1', question } },
          { type: 'request.answered', detail: { questionId: 'r1-q1', answeredBy: 'ada' } },
        ]);
        expect(new Set(journal.released.map(({ token }) => token))).toEqual(new Set(['token-1']));
        expect(request(journal)).toMatchObject({ status: 'running' });
        expect(request(journal)).not.toHaveProperty('question');
      },
    });
    expect(died).toBe(6);
  });

  it('counts also when the execution does not wait on that token any more', async () => {
    const journal = await asked();
    journal.waitedFor = new Set();
    expect(await answer(journal)).toMatchObject({ status: 'running' });
    expect(journal.released).toEqual([]);
  });

  it('that is slow does not take away a second question that was asked meanwhile', async () => {
    const journal = await asked();
    journal.after('waiting.release', () => ask(journal, 2));
    await answer(journal);
    expect(request(journal)).toMatchObject({ status: 'waiting', question: { questionId: 'r1-q2' } });
    await answer(journal, 'Port 7');
    expect(journal.questionRecords.get('acme r1-q2')).toMatchObject({ answer: 'Port 7' });
    expect(request(journal)?.status).toBe('running');
  });

  it('is late from the very instant at which the time is over', async () => {
    const journal = await asked();
    journal.now = dawn + 86_400_000;
    await expect(answer(journal)).rejects.toMatchObject({ name: 'ClarificationExpired' });
    expect(journal.steps).toEqual(['requests.read']);
    journal.now -= 1;
    expect(await answer(journal)).toMatchObject({ status: 'running' });
  });

  it.each(['received', 'running', 'succeeded', 'failed'] as const)(
    'to a request that is %s answers nothing',
    async (status) => {
      const journal = routed({ status });
      await expect(answer(journal)).rejects.toMatchObject({
        name: 'NothingToAnswer',
        message: `request r1 is ${status} and waits for no answer`,
      });
    },
  );

  it('to a request of another tenant finds nothing', async () => {
    const journal = await asked();
    await expect(answer(journal, 'x', { ...ada, tenantId: 'globex' })).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  it.each([{ text: ' ' }, { text: 'x'.repeat(20_001) }, {}, { text: 'ok', more: 1 }])('has words: not %j', (body) => {
    expect(answerSchema.safeParse(body).success).toBe(false);
  });
});

describe('an answer that was taken, and is sent again because nobody saw that', () => {
  it('is fine, and changes nothing', async () => {
    const journal = await asked();
    await answer(journal);
    await journal.requests.move(key, { status: 'succeeded', reply: 'Done.' });
    journal.steps.length = 0;
    expect(await answer(journal)).toMatchObject({ status: 'succeeded' });
    expect(journal.released).toHaveLength(1);
  });

  it.each([
    ['with other words', 'The other one', ada],
    ['by somebody else', 'The one in rack 4', bob],
  ])('is refused %s', async (_name, text, caller) => {
    const journal = await asked();
    await answer(journal);
    await journal.requests.move(key, { status: 'succeeded', reply: 'Done.' });
    await expect(answer(journal, text, caller)).rejects.toMatchObject({ name: 'NothingToAnswer' });
  });
});
