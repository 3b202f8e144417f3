import * as fc from 'fast-check';
import { decodeTime, isValid } from 'ulid';
import { isoTime } from '../../../../lambdas/core/clock.ts';
import {
  eventIdOf,
  eventTypes,
  recordEvent,
  requestEventSchema,
  ulidTime,
} from '../../../../lambdas/core/events/event.ts';
import { dawn } from '../../../support/fixtures.ts';
import { MemoryJournal } from '../../../support/memory-journal.ts';

const key = { tenantId: 'acme', requestId: 'r1' };
const at = isoTime(dawn);
const events = (journal: MemoryJournal) => journal.eventRecords.get('acme r1') ?? [];

describe('the id of an event', () => {
  const type = fc.constantFrom(...eventTypes);
  const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });
  const name = fc.string({ unit: 'grapheme', maxLength: 80 });

  it('is a ULID of its time, the same each time it is made', () => {
    fc.assert(
      fc.property(type, fc.integer({ min: 0, max: 4_102_444_800_000 }), name, (of, ms, what) => {
        const id = eventIdOf(of, isoTime(ms), what);
        expect(isValid(id)).toBe(true);
        expect(decodeTime(id)).toBe(ms);
        expect(id.startsWith(ulidTime(isoTime(ms)))).toBe(true);
        expect(eventIdOf(of, isoTime(ms), what)).toBe(id);
      }),
    );
  });

  it('sorts by time, and within a millisecond an end before a start', () => {
    fc.assert(
      fc.property(type, type, time, time, name, name, (one, other, first, second, what, which) => {
        const [a, b] = [eventIdOf(one, isoTime(first), what), eventIdOf(other, isoTime(second), which)];
        const order = first - second || eventTypes.indexOf(one) - eventTypes.indexOf(other);
        if (order !== 0) expect(a < b).toBe(order < 0);
      }),
    );
    expect(eventIdOf('agent.status', at, 'b', 2) < eventIdOf('agent.status', at, 'a', 6)).toBe(true);
    expect(eventIdOf('task.completed', at, 'a') < eventIdOf('task.started', at, 'b')).toBe(true);
  });

  it('differs for ten thousand events of one millisecond', () => {
    const ids = Array.from({ length: 10_000 }, (_, n) => eventIdOf('handoff', at, `["handoff","t${n}",1,"t0"]`));
    expect(new Set(ids).size).toBe(10_000);
  });
});

describe('an event', () => {
  it('is kept in one line of what was said of it', async () => {
    const journal = new MemoryJournal();
    await recordEvent(journal, key, { type: 'request.cancelling', at });
    expect(events(journal)).toEqual([{ eventId: expect.any(String), type: 'request.cancelling', at, requestId: 'r1' }]);
    expect(() => requestEventSchema.array().parse(events(journal))).not.toThrow();
  });

  it('told twice is one, as it was told first', async () => {
    const journal = new MemoryJournal();
    const routed = (ms: number) => ({ type: 'request.routed' as const, since: at, at: isoTime(dawn + ms) });
    await recordEvent(journal, key, routed(5));
    await recordEvent(journal, key, routed(9));
    expect(events(journal)).toMatchObject([{ type: 'request.routed', at: isoTime(dawn + 5) }]);
  });

  it('is another one for another task, attempt, or whatever tells it apart', async () => {
    const journal = new MemoryJournal();
    const handoff = { type: 'handoff' as const, at, taskId: 't2', attempt: 1, which: 't1' };
    await recordEvent(journal, key, handoff, { ...handoff, taskId: 't3' }, { ...handoff, attempt: 2 });
    await recordEvent(journal, key, { ...handoff, which: 't0' }, handoff);
    expect(events(journal)).toHaveLength(4);
  });
});
