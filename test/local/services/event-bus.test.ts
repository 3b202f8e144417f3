import { describe, expect, test } from '@jest/globals';
import { LocalEventBus, matches } from '../../../local/services/event-bus.ts';
import { putEntries } from '../../../local/services/events-api.ts';

const draft = { source: 'baton', detailType: 'request.succeeded', detail: { status: 'succeeded', tenantId: 'acme' } };

function busWith(pattern: Record<string, unknown>, input?: string) {
  const delivered: [string, unknown][] = [];
  const target = input === undefined ? { arn: 'arn:target' } : { arn: 'arn:target', input };
  const bus = new LocalEventBus(
    ['default', 'events'],
    [{ name: 'rule', bus: 'events', pattern, targets: [target] }],
    (arn, event) => delivered.push([arn, JSON.parse(event)]),
  );
  return { bus, delivered };
}

describe('the local event bus', () => {
  test('delivers what matches, in the shape of EventBridge', () => {
    const { bus, delivered } = busWith({ source: ['baton'], detail: { status: ['succeeded', 'failed'] } });
    const id = bus.put('events', draft);
    expect(delivered).toMatchObject([
      ['arn:target', { id, version: '0', source: 'baton', 'detail-type': 'request.succeeded', detail: draft.detail }],
    ]);
  });

  test('keeps to itself what does not match, or is on another bus', () => {
    const { bus, delivered } = busWith({ detail: { status: ['failed'] } });
    bus.put('events', draft);
    bus.put('default', { ...draft, detail: { status: 'failed' } });
    expect(delivered).toEqual([]);
  });

  test('gives a target the input that its rule names', () => {
    const { bus, delivered } = busWith({ source: ['baton'] }, '{"sweep":true}');
    bus.put('events', draft);
    expect(delivered).toEqual([['arn:target', { sweep: true }]]);
  });

  test.each([
    [{ status: [{ prefix: 'succ' }] }, true],
    [{ status: [{ 'anything-but': ['failed'] }] }, true],
    [{ status: [{ 'anything-but': 'succeeded' }] }, false],
    [{ error: [{ exists: false }] }, true],
    [{ error: [{ exists: true }] }, false],
    [{ tenantId: ['other', 'acme'], status: ['failed'] }, false],
  ])('matches %j: %s', (pattern, expected) => {
    expect(matches(pattern, draft.detail)).toBe(expected);
  });

  test('refuses a comparison that it does not make, by rule and name', () => {
    expect(() => busWith({ detail: { n: [{ numeric: ['>', 1] }] } })).toThrow(/rule rule compares by "numeric"/);
  });

  test('PutEvents says for each entry what became of it', () => {
    const { bus } = busWith({ source: ['baton'] });
    const answer = putEntries(bus, [
      { EventBusName: 'arn:aws:events:us-east-1:000000000000:event-bus/events', Source: 'baton', Detail: '{}' },
      { EventBusName: 'nowhere', Detail: '{}' },
      { EventBusName: 'events', Detail: '{' },
    ]);
    expect(answer).toMatchObject({
      FailedEntryCount: 2,
      Entries: [
        { EventId: expect.any(String) },
        { ErrorCode: 'ResourceNotFoundException' },
        { ErrorCode: 'MalformedDetail' },
      ],
    });
  });
});
