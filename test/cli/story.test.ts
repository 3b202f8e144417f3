import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { duration, Story } from '../../cli/story.ts';
import { eventIdOf, type RequestEvent } from '../../lambdas/core/events/event.ts';
import { isoTime } from '../../lambdas/core/clock.ts';
import { dawn } from '../support/fixtures.ts';

type Told = Partial<RequestEvent> & Pick<RequestEvent, 'type'>;

/** What happened some seconds after dawn. */
function event(seconds: number, { type, ...of }: Told): RequestEvent {
  const at = isoTime(dawn + seconds * 1_000);
  return { eventId: eventIdOf(type, at, JSON.stringify(of)), type, at, requestId: 'r1', ...of };
}
const task = (taskId: string) => ({ taskId, agentId: 'api-agent', attempt: 1 });
const working = (taskId: string, until: number) => ({
  ...task(taskId),
  detail: { progress: 10, estimatedCompletion: isoTime(dawn + until * 1_000) },
});

const workflow = {
  name: 'sample',
  title: 'Sample',
  description: 'A sample',
  timeBox: 60,
  input: {},
  phases: [
    {
      name: 'Design',
      mode: 'parallel' as const,
      timeBox: 20,
      steps: [
        { id: 'a', title: 'Do a', agent: 'api-agent' },
        { id: 'b', title: 'Do b', agent: 'api-agent' },
      ],
    },
    { name: 'Build', mode: 'sequential' as const, steps: [{ id: 'c', title: 'Do c', agent: 'api-agent' }] },
  ],
};

const plain = (lines: readonly string[]) => lines.map(stripVTControlCharacters);
const told = (story: Story, ...events: RequestEvent[]) => plain(events.flatMap((one) => story.tell(one)));

describe('the story of a request', () => {
  test('goes phase by phase, each task with its time against its time box', () => {
    const story = new Story(workflow);
    const lines = told(
      story,
      event(0, { type: 'task.started', ...task('a') }),
      event(0, { type: 'agent.status', ...working('a', 600) }),
      event(0, { type: 'task.started', ...task('b') }),
      event(2, { type: 'task.completed', ...task('a') }),
      event(3, { type: 'task.completed', ...task('b') }),
      event(4, { type: 'task.started', ...task('c') }),
      event(5, { type: 'task.failed', ...task('c'), detail: { error: 'ModelRejected' } }),
    );
    expect(lines).toEqual([
      'Design (parallel, 20 min)',
      '  ✔ a (api-agent)  2.0 s of 10:00',
      '  ✔ b (api-agent)  3.0 s',
      'Build (sequential)',
      '  ✖ c (api-agent)  1.0 s: failed with ModelRejected',
    ]);
  });

  test('tells an event once, whoever tells it again', () => {
    const story = new Story();
    const completed = event(2, { type: 'task.completed', ...task('a') });
    expect(told(story, completed, completed)).toEqual(['  ✔ a (api-agent)']);
  });

  test('shows what is under way, until it has ended', () => {
    const story = new Story();
    told(
      story,
      event(0, { type: 'task.started', ...task('a') }),
      event(0, { type: 'agent.status', ...working('a', 90) }),
    );
    expect(plain(story.now(dawn + 30_000))).toEqual(['  ▶ a (api-agent)  30.0 s of 1:30']);
    told(story, event(31, { type: 'task.completed', ...task('a') }));
    expect(story.now(dawn + 32_000)).toEqual([]);
  });

  test('shows nothing as under way that has ended, whatever is told of it later', () => {
    const story = new Story();
    told(
      story,
      event(2, { type: 'task.completed', ...task('a') }),
      event(2, { type: 'agent.status', ...working('a', 90) }),
      event(1, { type: 'task.started', ...task('a') }),
    );
    expect(story.now(dawn + 3_000)).toEqual([]);
    told(story, event(4, { type: 'task.started', ...task('a'), attempt: 2 }));
    expect(plain(story.now(dawn + 5_000))).toEqual(['  ▶ a (api-agent)  1.0 s']);
  });

  test('says for whom a rollback waits, and until when', () => {
    const detail = { tasks: ['a', 'b'], more: 3, until: '2026-03-02T09:10:00.000Z' };
    expect(told(new Story(), event(1, { type: 'rollback.waiting', detail }))).toEqual([
      '  waiting, at most until 2026-03-02T09:10:00.000Z, for functions that may still be at work: a, b and 3 more',
    ]);
  });

  test('shows a rollback as it happens', () => {
    const story = new Story(workflow);
    const cause = { name: 'PlanIncomplete', message: 'b (api-agent) did not end in time' };
    told(story, event(0, { type: 'task.started', ...task('b') }));
    const lines = told(
      story,
      event(1, { type: 'request.rolling-back', detail: { cause, failedTask: 'b' } }),
      event(1, { type: 'task.fenced', ...task('b') }),
    );
    expect(lines.slice(0, 1)).toEqual(['Rolling back: b (api-agent) did not end in time']);
    expect(lines[1]).toContain('■ b (api-agent): stopped');
    expect(plain(story.now(dawn + 4_000))).toEqual(['  ▶ b (api-agent)  4.0 s']);
    expect(
      told(
        story,
        event(6, { type: 'task.compensated', ...task('b'), detail: { outcome: 'The port is closed.' } }),
        event(7, { type: 'task.dirty', ...task('a'), detail: { outcome: 'the switch does not answer' } }),
      ),
    ).toEqual([
      '  ↩ b (api-agent)  6.0 s: undone: The port is closed.',
      '  ✖ a (api-agent): could not be undone: the switch does not answer',
    ]);
    expect(plain(story.now(dawn + 8_000))).toEqual(['  ▶ being undone  7.0 s']);
    told(story, event(9, { type: 'request.rollback-failed' }));
    expect(story.now(dawn + 10_000)).toEqual([]);
  });

  test('shows a terminal what is in an event, and obeys it not', () => {
    const story = new Story();
    const hostile = { taskId: 'a\u001b[2J', agentId: 'x\u202e', detail: { outcome: '\u001b[31mred' } };
    const lines = told(story, event(1, { type: 'task.compensated', ...hostile })).join('\n');
    expect(lines).toContain('\\u001b[2J');
    expect(lines).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
  });
});

test.each([
  [0, '0.0 s'],
  [59_949, '59.9 s'],
  [59_951, '1:00'],
  [125_000, '2:05'],
  [3_599_999, '1:00:00'],
  [28_800_000, '8:00:00'],
])('%d ms are %s', (ms, words) => {
  expect(duration(ms)).toBe(words);
});
