import { sha256 } from '../../../../lambdas/adapters/hash.ts';
import { isoTime } from '../../../../lambdas/core/clock.ts';
import { dawn } from '../../../support/fixtures.ts';
import { seconds, useJournals } from '../../../support/journals.ts';

const { tables, aTenant, itemsOf } = useJournals();

describe('in the table alone', () => {
  it('keeps the hashes of what was said in the audit, and nothing of the words', async () => {
    const tenantId = aTenant();
    const subject = { tenantId, userId: 'ada', sessionId: 's1', requestId: 'r1', createdAt: isoTime(dawn) };
    const entry = {
      eventType: 'task.completed',
      agentInvolved: 'network-expert',
      operation: 'run:t1',
      success: true,
    };
    const { audit } = tables();
    for (const key of ['one', 'two', 'one']) {
      await audit.record(subject, { ...entry, key, input: 'my secret', output: 'your secret' });
    }
    const all = await Promise.all(
      [0, 1, 2, 3].map((n) => itemsOf(`T#${encodeURIComponent(tenantId)}#A#2026-03-02#${n}`)),
    );
    expect(all.flat()).toHaveLength(2);
    const { createdAt: _createdAt, ...who } = subject;
    expect(all.flat()[0]).toMatchObject({
      ...who,
      ...entry,
      timestamp: isoTime(dawn),
      inputDataHash: sha256('my secret'),
      outputDataHash: sha256('your secret'),
      expiresAt: seconds(dawn) + 400 * 86_400,
    });
    expect(JSON.stringify(all)).not.toContain('secret"');
  });
});
