import { agentStatusSchema } from '../../../../lambdas/core/agent/handoff.ts';
import { lastStatuses, settledStatus, workingStatus } from '../../../../lambdas/core/agent/status.ts';
import { isoTime } from '../../../../lambdas/core/clock.ts';
import { aResult, aResultBody, aTask, dawn, scriptedProvider } from '../../../support/fixtures.ts';
import { BatonError } from '../../../../lambdas/core/errors.ts';
import { type MemoryJournal, rejectionOf } from '../../../support/memory-journal.ts';
import { routed, run } from '../../../support/task-run.ts';

const settled = { status: 'completed' as const, startedAt: isoTime(dawn), endedAt: isoTime(dawn + 4_000) };

describe('an agent', () => {
  it('at work is to be done by the end of its attempt', () => {
    const status = workingStatus(aTask(), 'contextRead', dawn + 60_000);
    expect(status).toEqual({
      agentId: 'network-expert',
      currentTask: 't1',
      progress: 25,
      estimatedCompletion: isoTime(dawn + 60_000),
      blockers: [],
      requestedSupport: [],
    });
    expect(agentStatusSchema.parse(status)).toEqual(status);
  });

  it.each([
    ['escalation', 'high'],
    ['support', 'medium'],
  ] as const)('that is done may ask for %s, with %s urgency', (needs, urgency) => {
    const status = settledStatus(aTask({ ...settled, result: aResult({ needs, outcome: 'The rack is full.' }) }));
    expect(agentStatusSchema.parse(status)).toMatchObject({
      progress: 100,
      estimatedCompletion: settled.endedAt,
      blockers: [],
      requestedSupport: [{ reason: `${needs}: The rack is full.`, urgency }],
    });
  });

  it('that failed says what stopped it, however long that is', () => {
    const error = { name: 'ModelRejected', message: 'no key '.repeat(2_000) };
    const status = settledStatus(aTask({ ...settled, status: 'failed', error }));
    expect(agentStatusSchema.parse(status).blockers).toEqual([expect.stringMatching(/^ModelRejected: no key/)]);
  });

  it.each([
    ['was skipped', { ...settled, status: 'skipped' as const }],
    ['is waited with', {}],
    ['was given up before it began', { status: 'failed' as const, endedAt: settled.endedAt }],
  ])('has nothing to say of a task that %s', (_, changes) => {
    expect(settledStatus(aTask(changes))).toBeUndefined();
  });
});

describe('how agents are doing', () => {
  const key = { tenantId: 'acme', requestId: 'r1' };
  const all = (journal: MemoryJournal) => [...journal.taskRecords.values()];

  it('is what each told last', async () => {
    const journal = routed();
    const seen: unknown[] = [];
    journal.before('deliverables.write', async () => {
      seen.push(await lastStatuses(journal.eventLog, key, all(journal)));
    });
    const provider = scriptedProvider(async () => {
      seen.push(await lastStatuses(journal.eventLog, key, all(journal)));
      journal.now += 1;
      return aResultBody();
    });
    await run(journal, { provider });
    expect(seen).toMatchObject([
      new Map([['t1', expect.objectContaining({ detail: expect.objectContaining({ progress: 25 }) })]]),
      new Map([['t1', expect.objectContaining({ detail: expect.objectContaining({ progress: 90 }) })]]),
    ]);
  });

  it('is what held up an attempt that came to nothing, until the next one begins', async () => {
    const journal = routed();
    const failing = scriptedProvider(() => {
      throw new BatonError('ModelThrottled', 'try again in a minute');
    });
    await rejectionOf(run(journal, { provider: failing }));
    const held = await lastStatuses(journal.eventLog, key, all(journal));
    expect(held.get('t1')?.detail).toMatchObject({ progress: 10, blockers: ['ModelThrottled: try again in a minute'] });

    const seen: unknown[] = [];
    const next = scriptedProvider(async () => {
      seen.push((await lastStatuses(journal.eventLog, key, all(journal))).get('t1'));
      return aResultBody();
    });
    await run(journal, { provider: next });
    expect(seen).toMatchObject([{ attempt: 2, detail: { blockers: [] } }]);
  });

  it('is not asked for where nobody is at work', async () => {
    const journal = routed(settled);
    expect(await lastStatuses(journal.eventLog, key, all(journal))).toEqual(new Map());
    expect(journal.steps).toEqual([]);
  });
});
