import fc from 'fast-check';
import { offlineProvider } from '../../../../../lambdas/core/agent/offline/provider.ts';
import type { PriorWork } from '../../../../../lambdas/core/agent/provider.ts';
import { resultBodySchema } from '../../../../../lambdas/core/task/result.ts';
import { readRegistry } from '../../../../../lib/registry.ts';
import { aCall, aResult, aReviewer, priorWork } from '../../../../support/provider-calls.ts';

async function reviewOf(...work: PriorWork[]) {
  const { body } = await offlineProvider.run(
    aCall({ agent: aReviewer(), task: { taskId: 't1-review-0', reviews: 't1' }, context: { priorWork: work } }),
  );
  return body;
}

const deliverable = (content: string) => [{ title: 'Runbook', kind: 'runbook' as const, content }];

describe('the review by rule', () => {
  it('accepts prepared work about the request, and says that nobody judged its quality', async () => {
    const review = await reviewOf(priorWork());
    expect(review).toMatchObject({ status: 'completed', facts: { accepted: true, failed: 0 }, quality: null });
    expect(review.outcome).toContain('nobody has judged the content');
  });

  it('accepts whatever the offline provider prepares', async () => {
    for (const agent of readRegistry().filter(({ routing }) => routing.domain !== undefined)) {
      for (const intent of ['action', 'question']) {
        const instruction = 'Please look after the mail server of the north office';
        const { body } = await offlineProvider.run(aCall({ agent, instruction, task: { intent } }));
        const review = await reviewOf(priorWork({ instruction, result: body }));
        expect(review.nextSteps).toEqual([]);
      }
    }
  });

  it.each<[string, PriorWork, string]>([
    ['failed', priorWork({ result: aResult({ status: 'failed' }) }), 'ended failed'],
    ['says nothing', priorWork({ result: aResult({ outcome: '   ' }) }), 'outcome is empty'],
    ['delivers nothing', priorWork({ result: aResult({ deliverables: [] }) }), 'Nothing was delivered'],
    ['delivers a blank page', priorWork({ result: aResult({ deliverables: deliverable(' ') }) }), 'is empty'],
    ['is about something else', priorWork({ instruction: 'Enlarge the photo archive' }), 'about the request'],
    [
      'claims what nobody did',
      priorWork({ result: aResult({ outcome: 'Telnet on the lab switch has been blocked.' }) }),
      '“Telnet on the lab switch has been blocked.” claims work',
    ],
    [
      'hides its gaps',
      priorWork({ result: aResult({ deliverables: deliverable('telnet on <port: not said>') }) }),
      'what a person must supply',
    ],
  ])('refuses work that %s', async (_, work, words) => {
    const review = await reviewOf(work);
    expect(review.facts).toMatchObject({ accepted: false });
    expect(review.outcome).toContain(words);
    expect(review.nextSteps.join(' ')).toContain(words);
  });

  it('does not take the requester’s quoted words for a claim', async () => {
    const outcome = 'Prepared a runbook for “the telnet rule was deleted”. Nothing has been changed yet.';
    expect((await reviewOf(priorWork({ result: aResult({ outcome }) }))).facts['accepted']).toBe(true);
  });

  it('refuses when there is nothing to review', async () => {
    expect(await reviewOf()).toMatchObject({ facts: { accepted: false, failed: 1 } });
  });

  it('looks at the task that it reviews, not at others', async () => {
    const other = priorWork({ taskId: 't0', result: aResult({ status: 'failed' }) });
    expect((await reviewOf(priorWork(), other)).facts['accepted']).toBe(true);
  });

  it('is a valid result whatever was delivered', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ minLength: 1, maxLength: 4_000 }),
        fc.string({ maxLength: 500 }),
        async (outcome, content) => {
          const result = aResult({ outcome, deliverables: content === '' ? [] : deliverable(content) });
          const review = await reviewOf(priorWork({ instruction: content || 'x', result }));
          expect(resultBodySchema.safeParse(review).error).toBeUndefined();
        },
      ),
    );
  });
});
