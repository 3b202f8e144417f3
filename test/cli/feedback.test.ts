import { actionOf, type FeedbackOptions } from '../../cli/feedback.ts';
import { aFeedback } from '../support/fixtures.ts';

/** A client that keeps what it is asked for. */
function listening() {
  const heard: unknown[] = [];
  return {
    heard,
    client: {
      giveFeedback: async (...said: unknown[]) => (heard.push(said), aFeedback()),
      reviewFeedback: async (...said: unknown[]) => (heard.push(said), aFeedback()),
      async *feedback(of: unknown) {
        heard.push(of);
        yield [aFeedback(), aFeedback()];
        yield [aFeedback()];
      },
    },
  };
}

it.each([
  [
    { misroutedTo: 'clarify', comment: 'Which?' },
    { kind: 'misrouted', to: 'clarify', comment: 'Which?' },
  ],
  [{ shouldEscalate: true }, { kind: 'should-have-been-escalated' }],
  [{ couldHandle: true }, { kind: 'could-have-been-handled' }],
  [{ couldHandle: 'network-expert' }, { kind: 'could-have-been-handled', by: 'network-expert' }],
  [{ rework: 'The wrong port' }, { kind: 'rework', what: 'The wrong port' }],
  [{ rating: 8 }, { kind: 'rating', rating: 8 }],
] as const)('%j of a request says %j', async (options, body) => {
  const { heard, client } = listening();
  await actionOf('r1', options)(client);
  expect(heard).toEqual([['r1', body]]);
});

it('lists all pages of what is wanted', async () => {
  const { heard, client } = listening();
  expect(await actionOf(undefined, { list: true, kind: 'rating', status: 'open' })(client)).toHaveLength(3);
  expect(heard).toEqual([{ kind: 'rating', status: 'open' }]);
});

it.each([
  [{ accept: 'f1' }, 'accept'],
  [{ reject: 'f1' }, 'reject'],
])('%j decides so', async (options, decision) => {
  const { heard, client } = listening();
  await actionOf(undefined, options)(client);
  expect(heard).toEqual([['f1', decision]]);
});

it.each<[string | undefined, FeedbackOptions]>([
  [undefined, {}],
  ['r1', {}],
  [undefined, { rating: 3 }],
  ['r1', { rating: 3, shouldEscalate: true }],
  ['r1', { list: true }],
  [undefined, { accept: 'f1', reject: 'f2' }],
  [undefined, { accept: 'f1', comment: 'Yes' }],
])('a request %j with %j is refused, and says what may be said', (request, options) => {
  expect(() => actionOf(request, options)).toThrow('say one thing');
});
