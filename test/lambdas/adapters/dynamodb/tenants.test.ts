import * as fc from 'fast-check';
import { aRequest, aSession } from '../../../support/fixtures.ts';
import { useJournals } from '../../../support/journals.ts';

const { tables } = useJournals();

describe('in the table alone', () => {
  it('shows one tenant nothing of another, whatever either is called', async () => {
    const { requests, sessions } = tables();
    const name = fc.string({
      unit: fc.constantFrom('#', '/', '%', 'T', 'R', '2', '3', 'é', '😀', ' '),
      minLength: 1,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(name, name, async (one, other) => {
        fc.pre(one !== other);
        await requests.create(aRequest({ tenantId: one }));
        await sessions.create(
          aSession({ tenantId: 'shared', userId: one, sessionId: `s-${Buffer.from(one).toString('hex')}` }),
        );
        const record = await requests.read({ tenantId: other, requestId: 'r1' });
        expect(record === undefined || record.tenantId === other).toBe(true);
        const listed = await requests.list({ tenantId: other, statuses: ['received'], limit: 10 });
        expect(listed.every(({ tenantId }) => tenantId === other)).toBe(true);
        const conversations = await sessions.list({ tenantId: 'shared', userId: other, limit: 10 });
        expect(conversations.every(({ userId }) => userId === other)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
