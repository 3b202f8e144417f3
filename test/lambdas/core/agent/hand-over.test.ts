import * as fc from 'fast-check';
import { handoffFor, handoffText, verifyCompletion } from '../../../../lambdas/core/agent/hand-over.ts';
import { handoffWordLimit, taskHandoffSchema } from '../../../../lambdas/core/agent/handoff.ts';
import { wordCount } from '../../../../lambdas/core/text/words.ts';
import { isoTime } from '../../../../lambdas/core/clock.ts';
import { aResult, aTask, dawn } from '../../../support/fixtures.ts';

const deadline = dawn + 300_000;
const made = (...ids: string[]) => ids.map((id) => ({ id, title: 'Rule', kind: 'runbook' as const }));
const from = aTask({
  status: 'completed',
  result: aResult({ outcome: 'Prepared a rule.', nextSteps: ['Apply it.'], deliverables: made('t1-1-1') }),
});
const to = aTask({
  taskId: 't2',
  agentId: 'storage-expert',
  instruction: 'Back the switch up',
  expects: 'A backup',
  startedAt: isoTime(dawn),
});

describe('a handoff', () => {
  it('says what is done, what is left, and where it lies', () => {
    expect(handoffFor(from, to, deadline)).toEqual({
      fromAgent: 'network-expert',
      toAgent: 'storage-expert',
      taskId: 't2',
      context: {
        completedWork: 'Prepared a rule.',
        remainingWork: 'Back the switch up',
        constraints: ['due 2026-03-02T09:05:00.000Z'],
        dependencies: ['r1/tasks/t1', 't1-1-1'],
      },
      successCriteria: 'A backup',
      estimatedTime: 5,
      escalationConditions: ['A person has not done yet: Apply it.', 'It is not done by 2026-03-02T09:05:00.000Z'],
    });
  });

  it('says when what was done is short of what was wanted, or wants somebody’s help', () => {
    const short = { ...from, result: aResult({ status: 'degraded', needs: 'support', nextSteps: [] }) };
    const { context, escalationConditions } = handoffFor(short, to, deadline);
    expect(context.constraints).toContain('t1 degraded');
    expect(escalationConditions.slice(0, 2)).toEqual([
      'network-expert asked for support with t1',
      'What t1 is short of turns out to be needed',
    ]);
  });

  it('is measured by the instruction where nothing else is expected', () => {
    expect(handoffFor(from, { ...to, expects: '' }, deadline).successCriteria).toBe('Back the switch up');
  });

  const words = fc
    .array(fc.string({ unit: 'grapheme', maxLength: 12 }), { maxLength: 400 })
    .map((all) => `x ${all.join(' ')}`);
  const text = fc.oneof(words, fc.string({ minLength: 1, maxLength: 4_000 }), fc.constant('x'.repeat(4_000)));

  it('keeps to its contract and its 100 words, whatever the texts are', () => {
    fc.assert(
      fc.property(text, text, text, fc.nat(20), fc.boolean(), (outcome, instruction, expects, count, short) => {
        const deliverables = made(...Array.from({ length: count }, (_, at) => `t1-1-${at}`));
        const result = aResult({ outcome, deliverables, ...(short ? { status: 'degraded' } : {}) });
        const handoff = handoffFor({ ...from, result }, { ...to, instruction, expects }, deadline);
        expect(taskHandoffSchema.safeParse(handoff)).toMatchObject({ success: true });
        expect(handoff.context.dependencies).toHaveLength(count + 1);
        expect(wordCount(handoffText([handoff]) ?? '')).toBeLessThanOrEqual(handoffWordLimit);
      }),
    );
  });
});

describe('what an agent is told of several handoffs', () => {
  it('is 100 words of all of them, and nothing where there is none', () => {
    const long = { ...from, result: aResult({ outcome: 'done '.repeat(90) }) };
    const told = handoffText([handoffFor(long, to, deadline), handoffFor(from, to, deadline)]) ?? '';
    expect(wordCount(told)).toBe(handoffWordLimit);
    expect(told).toContain('Prepared a rule.; due');
    expect(handoffText([])).toBeUndefined();
  });
});

describe('work that is handed over', () => {
  it('is verified when it is completed, with its result and everything that names', () => {
    expect(verifyCompletion('t1', from, new Set(['t1-1-1']))).toEqual({
      found: ['task t1 is completed', 'its result is in the journal', 'deliverable t1-1-1 is in the journal'],
      missing: [],
    });
  });

  it.each([
    ['it is not in the journal', undefined, ['task t1 is not in the journal']],
    ['it has no result', aTask({ status: 'completed' }), ['task t1 has no result']],
    [
      'it was not completed',
      { ...from, status: 'compensated' as const },
      ['task t1 is compensated', 'deliverable t1-1-1 is not in the journal'],
    ],
    ['a deliverable is gone', from, ['deliverable t1-1-1 is not in the journal']],
  ])('is not verified when %s', (_, task, missing) => {
    expect(verifyCompletion('t1', task, new Set()).missing).toEqual(missing);
  });
});
