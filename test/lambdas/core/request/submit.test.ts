import { submissionSchema } from '../../../../lambdas/core/request/submit.ts';
import { isoTime } from '../../../../lambdas/core/clock.ts';
import { ada, aSession, dawn } from '../../../support/fixtures.ts';
import { MemoryJournal, rejectionOf } from '../../../support/memory-journal.ts';
import { submit, telnet, textsOf } from '../../../support/submission-run.ts';

describe('a submission', () => {
  it('is claimed, written and said before its execution starts', async () => {
    const journal = new MemoryJournal();
    await submit(journal, { key: 'k1' });
    expect(journal.steps).toEqual([
      'idempotency.claim',
      'open.add',
      'sessions.create',
      'requests.create',
      'eventLog.append',
      'messages.append',
      'executions.start',
      'audit.record',
    ]);
  });

  it('becomes a request of the caller, received, with everything that it said', async () => {
    const journal = new MemoryJournal();
    const { request, replayed } = await submit(journal, { body: { priority: 'high' } });
    expect(replayed).toBe(false);
    expect(request).toMatchObject({ ...ada, text: telnet.text, priority: 'high', status: 'received', generation: 1 });
    expect(request).toMatchObject({ epoch: 0, createdAt: isoTime(dawn), updatedAt: isoTime(dawn) });
    const { executionArn, ...kept } = request;
    expect(executionArn).toContain(`:${request.requestId}-1`);
    expect([...journal.requestRecords.values()]).toEqual([kept]);
  });

  it('may have a time box, and faults for its tasks', async () => {
    const journal = new MemoryJournal();
    const body = { timeBoxSeconds: 604_800, inject: [{ step: 't1', attempt: 1, kind: 'crash' }] };
    const { request } = await submit(journal, { body });
    expect(request).toMatchObject(body);
    expect([...journal.requestRecords.values()]).toMatchObject([body]);
  });

  it('with faults is refused in production before anything is written, and taken without them', async () => {
    const journal = new MemoryJournal();
    const body = { inject: [{ step: 't1', kind: 'error' }] };
    expect(await rejectionOf(submit(journal, { body, key: 'k1', stage: 'prod' }))).toMatchObject({
      name: 'InjectionRefused',
      message: 'nothing is injected in stage prod: send the request without "inject"',
    });
    expect(journal.steps).toEqual([]);
    await submit(journal, { key: 'k1', stage: 'prod' });
    expect(journal.startedExecutions).toHaveLength(1);
  });

  it.each([0, 604_801, 1.5, '60'])('cannot have a time box of %j', (timeBoxSeconds) => {
    expect(submissionSchema.safeParse({ ...telnet, timeBoxSeconds }).success).toBe(false);
  });

  it('opens a conversation with what the user said', async () => {
    const journal = new MemoryJournal();
    const { request } = await submit(journal);
    expect([...journal.sessionRecords.values()]).toMatchObject([
      { ...ada, sessionId: request.sessionId, title: telnet.text },
    ]);
    expect([...journal.messageRecords.values()].flat()).toMatchObject([
      { seq: 1, role: 'user', text: telnet.text, author: 'ada', requestId: request.requestId },
    ]);
  });

  it('starts one execution that is named after the request', async () => {
    const journal = new MemoryJournal();
    const { request } = await submit(journal);
    expect(journal.startedExecutions).toEqual([`${request.requestId}-1`]);
  });

  it('without a key is a new request each time', async () => {
    const journal = new MemoryJournal();
    const first = await submit(journal);
    const second = await submit(journal);
    expect(second.request.requestId).not.toBe(first.request.requestId);
    expect(journal.startedExecutions).toHaveLength(2);
  });
});

describe('a submission to a session', () => {
  it('goes on with that conversation', async () => {
    const journal = new MemoryJournal();
    journal.sessionRecords.set('acme s1', aSession());
    const { request } = await submit(journal, { body: { sessionId: 's1' } });
    expect(request.sessionId).toBe('s1');
    expect(journal.steps).not.toContain('sessions.create');
  });

  it.each([
    ['that does not exist', undefined],
    ['of another user', aSession({ userId: 'bob' })],
    ['of another tenant', aSession({ tenantId: 'globex' })],
    ['that was deleted', aSession({ deletedAt: isoTime(dawn) })],
  ])('%s finds nothing, and leaves nothing behind', async (_, session) => {
    const journal = new MemoryJournal();
    if (session !== undefined) journal.sessionRecords.set(`${session.tenantId} ${session.sessionId}`, session);
    const sent = submit(journal, { key: 'k1', body: { sessionId: 's1' } });
    await expect(sent).rejects.toMatchObject({ name: 'NotFound', message: 'session s1 does not exist' });
    expect(journal.steps).toEqual(['sessions.read']);
  });
});

describe('the body of a submission', () => {
  it.each([
    [{ text: '' }, 'text'],
    [{ text: ' \n\t' }, 'text'],
    [{ text: 'x'.repeat(20_001) }, 'text'],
    [{ text: 7 }, 'text'],
    [{ text: 'ok', sessionId: '../s1' }, 'sessionId'],
    [{ text: 'ok', priority: 'now' }, 'priority'],
  ])('names what is wrong in it', (body, field) => {
    const parsed = submissionSchema.safeParse(body);
    expect(parsed.error?.issues.map(({ path }) => path.join('.'))).toEqual([field]);
  });

  it('may be as long as a text may be, and is normal and undone when it fails unless it says otherwise', () => {
    const text = 'x'.repeat(20_000);
    expect(submissionSchema.parse({ text })).toEqual({ text, priority: 'normal', onFailure: 'roll-back' });
  });

  it('has no fields that are not known', () => {
    expect(submissionSchema.safeParse({ text: 'ok', tenantId: 'globex' }).success).toBe(false);
  });
});

describe('a submission that names a workflow', () => {
  const named = { workflow: 'spring-clean', input: { rack: 'B4', hours: 2 } };

  it('becomes a request with its input, and says so in words', async () => {
    const journal = new MemoryJournal();
    const { request } = await submit(journal, { body: named });
    expect(request.workflow).toEqual({ name: 'spring-clean', input: named.input });
    expect(textsOf(journal)).toEqual(['Spring clean (workflow spring-clean)\nrack: B4\nhours: 2']);
  });

  it.each([
    [{ workflow: 'dance' }, ['workflow "dance" does not exist; there are: spring-clean']],
    [{ ...named, input: {} }, ['input.rack is missing: Which rack', 'input.hours is missing: How long it may take']],
    [
      { ...named, input: { rack: ' ', hours: '2' } },
      ['input.rack is empty: Which rack', 'input.hours is no number: How long it may take'],
    ],
    [{ ...named, input: { ...named.input, rack: 'x'.repeat(21) } }, ['input.rack has more than 20 characters']],
    [{ ...named, input: { ...named.input, floor: 3 } }, ['input.floor is not asked for']],
    [
      {
        ...named,
        inject: [
          { step: 's1', kind: 'late' },
          { step: 's9', kind: 'late' },
        ],
      },
      ['inject.1.step "s9" is no step of spring-clean; there are: s1'],
    ],
  ])('%j is refused with everything that is wrong, and leaves nothing behind', async (body, faults) => {
    const journal = new MemoryJournal();
    const error = await rejectionOf(submit(journal, { body, key: 'k1' }));
    expect(error).toMatchObject({ name: 'InvalidRequest' });
    expect(
      (error as unknown as { faults: { field: string; message: string }[] }).faults.map(
        ({ field, message }) => `${field} ${message}`,
      ),
    ).toEqual(faults);
    expect(journal.steps).toEqual([]);
  });

  it('under the key of another input is refused', async () => {
    const journal = new MemoryJournal();
    await submit(journal, { body: named, key: 'k1' });
    const other = { ...named, input: { ...named.input, hours: 3 } };
    expect(await rejectionOf(submit(journal, { body: other, key: 'k1' }))).toMatchObject({
      name: 'IdempotencyKeyReused',
    });
  });

  it.each([
    [{ workflow: 'x', text: 'y' }, 'text'],
    [{ workflow: 7 }, 'workflow'],
    [{ workflow: 'x', input: { a: [1] } }, 'input.a'],
    [{ text: 7 }, 'text'],
    [null, ''],
  ])('%j is no submission', (body, field) => {
    const parsed = submissionSchema.safeParse(body);
    expect(parsed.success).toBe(false);
    const shown = parsed.error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join();
    expect(shown).toContain(field);
  });
});
