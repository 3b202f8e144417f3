import fc from 'fast-check';
import { toldIn, verifyRequest } from '../../../../lambdas/core/report/verification.ts';
import { openLines, verificationLines, verificationSchema } from '../../../../lambdas/core/request/checklist.ts';
import { type TaskRecord, taskStatuses } from '../../../../lambdas/core/task/task.ts';
import { aRequest, aResult, aTask, aVerification } from '../../../support/fixtures.ts';

const at = '2026-03-02T09:05:00.000Z';
type Changes = Parameters<typeof aTask>[0];
type Made = Parameters<typeof aResult>[0];

const done = (changes: Changes = {}, result: Made = {}): TaskRecord =>
  aTask({ status: 'completed', attempt: 1, result: aResult(result), ...changes });

function review(of: TaskRecord, accepted = true): TaskRecord {
  const facts = { accepted };
  const outcome = accepted ? 'Good.' : 'The port is missing.';
  const taskId = `${of.taskId}-review-${of.round}`;
  return done({ taskId, agentId: 'validator', reviews: of.taskId }, { facts, outcome });
}

/** The answer to one line of the list. */
function answerTo(line: string, tasks: readonly TaskRecord[], text = 'Refuse telnet') {
  return verifyRequest(aRequest({ text }), tasks, at).answers.find((one) => one.line === line);
}

describe('the checklist before a request is closed', () => {
  it('has six lines, each answered, and can be kept, whatever the tasks are', () => {
    const tasks = fc.array(
      fc.record({
        status: fc.constantFrom(...taskStatuses),
        outcome: fc.string({ minLength: 1, maxLength: 4_000 }),
        round: fc.nat({ max: 1 }),
        reviews: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(tasks, fc.string(), (some, text) => {
        const records = some.map(({ status, outcome, round, reviews }, n) =>
          done({ taskId: `t${n}`, status, round, ...(reviews ? { reviews: 't0' } : {}) }, { outcome }),
        );
        const verification = verifyRequest(aRequest({ text }), records, at);
        expect(verificationSchema.parse(verification)).toEqual(verification);
        expect(verification.answers.map(({ line }) => line)).toEqual(Object.keys(verificationLines));
      }),
    );
  });

  it('takes it from the reviewer that all is addressed, and from nobody else', () => {
    const task = done();
    expect(answerTo('addressed', [task, review(task)])).toMatchObject({
      answer: 'yes',
      by: { kind: 'agent', name: 'validator' },
    });
    expect(answerTo('addressed', [task, review(task, false)])).toMatchObject({
      answer: 'no',
      evidence: 't1-review-0: The port is missing.',
    });
    expect(answerTo('addressed', [task])).toMatchObject({ answer: 'no', by: { kind: 'rule' } });
    const again = done({ round: 1 });
    expect(answerTo('addressed', [again, review(task, false), review(again)])).toMatchObject({ answer: 'yes' });
  });

  it('of several takes it from the review of what they came to together', () => {
    const combination = done({ taskId: 'combine', agentId: 'aggregator', combines: true });
    const all = [done(), done({ taskId: 't2' }), combination];
    expect(answerTo('addressed', [...all, review(combination)])).toMatchObject({ answer: 'yes' });
    expect(answerTo('addressed', [...all, review(done())])).toMatchObject({ answer: 'no' });
  });

  it.each<[string, TaskRecord[], 'yes' | 'no', RegExp]>([
    ['is completed', [done()], 'yes', /t1 \(network-expert\); deliverables: 0/],
    ['is short of it', [done({}, { status: 'degraded' })], 'no', /short of what was expected: t1/],
    [
      'is only prepared',
      [done({}, { facts: { prepared: true, changed: false } })],
      'no',
      /prepared, and still to be carried out/,
    ],
    ['failed', [done(), aTask({ taskId: 't2', status: 'failed' })], 'no', /not completed: t2/],
    ['was never there', [], 'no', /nothing was done/],
  ])('says whether what was expected is there where the work %s', (_, tasks, answer, evidence) => {
    expect(answerTo('delivered', tasks)).toMatchObject({ answer, evidence: expect.stringMatching(evidence) });
  });

  it('finds errors of whoever combines or reviews as well, and counts a further attempt as none', () => {
    const failed = aTask({ taskId: 'combine', combines: true, status: 'failed', error: { name: 'X', message: 'x' } });
    expect(answerTo('no-errors', [done(), failed])).toMatchObject({ answer: 'no' });
    expect(answerTo('no-errors', [done({ attempt: 3 })])).toMatchObject({
      answer: 'yes',
      evidence: expect.stringContaining('only in a further attempt: t1'),
    });
  });

  it('says that the user has been told only when the reply is in the conversation', () => {
    expect(answerTo('told', [done()])).toMatchObject({ answer: 'no', by: { kind: 'coordinator' } });
    const told = toldIn(aVerification({ told: 'no' }), { seq: 7 });
    expect(told.answers.find(({ line }) => line === 'told')).toMatchObject({
      answer: 'yes',
      evidence: 'message 7 of the conversation',
    });
  });

  it('leaves open what is answered no, but for what the reply itself settles', () => {
    const lines = openLines(aVerification({ delivered: 'no', issue: 'not applicable', told: 'no' }));
    expect(lines.map(({ line }) => line)).toEqual(['delivered']);
  });
});

describe('documentation and issue', () => {
  const prepared = { facts: { prepared: true, changed: false } };

  it.each<[string, string, string, Made, string]>([
    ['documentation', 'nobody speaks of it', 'Refuse telnet', {}, 'not applicable'],
    ['documentation', 'documents are what it is about', 'Create a share for documents', {}, 'not applicable'],
    ['documentation', 'it was asked for and nothing shows it', 'Refuse telnet and update the documentation', {}, 'no'],
    ['documentation', 'it was asked for in other words', 'Refuse telnet and note that in the wiki', {}, 'no'],
    [
      'documentation',
      'the result shows it',
      'Refuse telnet and document it',
      { outcome: 'Done. The docs are updated.' },
      'yes',
    ],
    ['documentation', 'only the result speaks of it', 'Refuse telnet', { outcome: 'The README says so now.' }, 'yes'],
    [
      'documentation',
      'the result denies it',
      'Document this',
      { outcome: 'The documentation could not be changed.' },
      'no',
    ],
    [
      'documentation',
      'it is a next step',
      'Refuse telnet',
      { nextSteps: ['Bring the documentation up to date.'] },
      'no',
    ],
    [
      'documentation',
      'a runbook only quotes it',
      'Document this',
      { ...prepared, outcome: 'Prepared: “Document this”' },
      'no',
    ],
    ['issue', 'nobody speaks of one', 'There is an issue with the pool', {}, 'not applicable'],
    ['issue', 'a link names it', 'Fix https://github.com/acme/lab/issues/7', {}, 'no'],
    ['issue', 'a number names it', 'Grow the pool (acme/lab#12)', {}, 'no'],
    ['issue', 'the result shows it', 'Grow the pool, see #12', { outcome: 'Issue #12 is updated.' }, 'yes'],
    ['issue', 'a ticket is asked for', 'Grow the pool and close the ticket', {}, 'no'],
  ])('%s: %s', (line, _, text, result, answer) => {
    const task = done({ instruction: text }, { outcome: 'Prepared.', nextSteps: [], ...result });
    expect(answerTo(line, [task], text)).toMatchObject({ answer });
  });

  it('names the agent whose words it rests on', () => {
    expect(answerTo('documentation', [done({}, { outcome: 'The docs are updated.' })])).toMatchObject({
      evidence: 'The docs are updated.',
      by: { kind: 'agent', name: 'network-expert' },
    });
  });

  it('are found in time, however long a word is', () => {
    const text = `${'a.'.repeat(10_000)} ${'http://x'.repeat(2_000)} ${'write '.repeat(3_000)}`;
    expect(answerTo('issue', [done({ instruction: text })], text)).toMatchObject({ answer: 'not applicable' });
    expect(answerTo('documentation', [done({ instruction: text })], text)).toMatchObject({ answer: 'not applicable' });
  });
});
