import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { EventBridgeEvents } from '../../../lambdas/adapters/events.ts';
import { aRequest, aRoute } from '../../support/fixtures.ts';
import { type ScriptedAws, startScriptedAws, useLocalAws } from '../../support/local-aws.ts';

let aws: ScriptedAws;
let client: EventBridgeClient;
let warnings: { message: string; about: Record<string, unknown> }[];
beforeEach(async () => {
  aws = await startScriptedAws();
  useLocalAws('EVENTBRIDGE', aws.endpoint);
  client = new EventBridgeClient({});
  warnings = [];
});
afterEach(async () => {
  client.destroy();
  await aws.close();
});

const request = aRequest({
  status: 'failed',
  text: 'secret text',
  userId: 'secret-user',
  reply: 'secret reply',
  error: { name: 'ModelRejected', message: 'secret message' },
  question: { questionId: 'r1-q1', text: 'secret question', askedAt: '', expiresAt: '' },
  route: aRoute({
    steps: [{ agentId: 'network-expert', instruction: 'secret step' }],
    reasons: ['secret reason'],
    question: 'secret question',
    expects: 'secret expectation',
  }),
});
const publish = () =>
  new EventBridgeEvents(client, 'bus', (message, about) => void warnings.push({ message, about })).publish(
    'request.failed',
    request,
  );

it('tells the bus ids, status and route of a request', async () => {
  aws.next({ FailedEntryCount: 0, Entries: [{ EventId: 'e1' }] });
  await publish();
  const [entry] = (aws.calls[0]?.body['Entries'] ?? []) as Record<string, string>[];
  expect(entry).toMatchObject({ EventBusName: 'bus', Source: 'baton', DetailType: 'request.failed' });
  expect(JSON.parse(entry?.['Detail'] ?? '')).toEqual({
    tenantId: 'acme',
    requestId: 'r1',
    sessionId: 's1',
    status: 'failed',
    mode: 'single',
    agents: ['network-expert'],
  });
  expect(warnings).toEqual([]);
});

it('tells nothing that anybody wrote, and nobody’s name', async () => {
  aws.next({ FailedEntryCount: 0 });
  await publish();
  expect(JSON.stringify(aws.calls)).not.toContain('secret');
});

it.each([
  [
    'is refused by the bus',
    () => aws.next({ FailedEntryCount: 1, Entries: [{ ErrorMessage: 'no such bus' }] }),
    'no such bus',
  ],
  ['cannot be sent', () => aws.fail('InternalException', 'not now'), 'not now'],
])('only warns of an event that %s, with ids and no words', async (_, prepare, error) => {
  prepare();
  await expect(publish()).resolves.toBeUndefined();
  expect(warnings).toMatchObject([{ about: { type: 'request.failed', requestId: 'r1', error } }]);
  expect(JSON.stringify(warnings)).not.toContain('secret');
});

it('only warns when nobody is there', async () => {
  await aws.close();
  await expect(publish()).resolves.toBeUndefined();
  expect(warnings).toMatchObject([{ message: 'an event could not be published' }]);
  aws = await startScriptedAws();
});
