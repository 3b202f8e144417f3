import * as fc from 'fast-check';
import { factsSchema } from '../../../../lambdas/core/task/result.ts';
import { aRequest, aResultBody, aTask, scriptedProvider } from '../../../support/fixtures.ts';
import { MemoryJournal } from '../../../support/memory-journal.ts';
import { run } from '../../../support/task-run.ts';

it('answers at most 2 KB, whatever facts a result may have', async () => {
  const value = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.double(), fc.boolean(), fc.constant(null));
  const anyFacts = fc.dictionary(fc.string({ unit: 'grapheme', maxLength: 40 }), value, { maxKeys: 40, size: 'max' });
  const bigFacts = fc
    .tuple(
      fc.constantFrom('漢', 'é', '😀', 'x', '"', '\u0001'),
      fc.integer({ min: 1, max: 100 }),
      fc.integer({ min: 1, max: 20 }),
    )
    .map(([char, length, count]) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, char.repeat(length)])),
    );
  let big = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(anyFacts, bigFacts), async (drawn) => {
      const facts = factsSchema.safeParse(drawn);
      fc.pre(facts.success);
      const ids = { taskId: 't'.repeat(64), requestId: 'r'.repeat(64) };
      const journal = new MemoryJournal();
      journal.requestRecords.set(`acme ${ids.requestId}`, aRequest({ ...ids, status: 'running' }));
      journal.taskRecords.set(`acme ${ids.requestId} ${ids.taskId}`, aTask(ids));
      const provider = scriptedProvider(() => aResultBody({ facts: facts.data ?? {} }));
      const answer = await run(journal, { provider, call: ids });
      const bytes = Buffer.byteLength(JSON.stringify(answer));
      if (bytes > 1_000) big += 1;
      expect(bytes).toBeLessThanOrEqual(2_048);
    }),
    { numRuns: 300 },
  );
  expect(big).toBeGreaterThan(0);
});
