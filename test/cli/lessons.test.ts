import type { ApiClient, FeedbackView } from '../../cli/api-client.ts';
import { readLessons } from '../../cli/lessons.ts';
import { aFeedback } from '../support/fixtures.ts';

const answers = ['The one in the lab'];

function clientWith(...pages: FeedbackView[][]): Pick<ApiClient, 'feedback' | 'readFeedback'> {
  return {
    async *feedback({ status }) {
      expect(status).toBe('accepted');
      yield* pages;
    },
    readFeedback: async (feedbackId) => ({ ...aFeedback({ feedbackId }), text: 'Refuse telnet', answers }),
  };
}

it('are all turns of a request that feedback was accepted on, where it went and where it should have gone', async () => {
  const client = clientWith(
    [aFeedback({ feedbackId: 'a' })],
    [aFeedback({ feedbackId: 'b', kind: 'rating', to: undefined })],
  );
  expect(await readLessons(client)).toEqual([
    {
      feedbackId: 'a',
      requestId: 'r1',
      kind: 'misrouted',
      turns: ['Refuse telnet', 'The one in the lab'],
      mode: 'single',
      decided: 'network-expert',
      wanted: 'storage-expert',
    },
    expect.objectContaining({ feedbackId: 'b', kind: 'rating', wanted: undefined }),
  ]);
});

it.each([
  [{ kind: 'should-have-been-escalated', to: undefined }, 'infrastructure-architect'],
  [{ kind: 'could-have-been-handled', to: undefined, by: 'network-expert' }, 'network-expert'],
  [{ kind: 'could-have-been-handled', to: undefined }, undefined],
] as const)('of %j want it at %s', async (changes, wanted) => {
  expect(await readLessons(clientWith([aFeedback(changes)]))).toMatchObject([{ wanted }]);
});
