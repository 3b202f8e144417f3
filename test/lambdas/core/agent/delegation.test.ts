import fc from 'fast-check';
import { delegationMessage, escalationMessage, followUpMessage } from '../../../../lambdas/core/agent/delegation.ts';
import type { TaskSpec } from '../../../../lambdas/core/task/task.ts';

const task: TaskSpec = {
  taskId: 't1',
  agentId: 'storage-expert',
  instruction: 'Grow the pool',
  domain: 'storage',
  complexity: 'simple',
  intent: 'action',
  expects: 'The pool is larger',
  dependsOn: [],
};

describe('what an expert is told', () => {
  it('holds the request word for word, domain, complexity and expected outcome', () => {
    expect(delegationMessage(task).split('\n')).toEqual([
      '@agent-storage-expert',
      '',
      '**Request:** Grow the pool',
      '**Domain:** storage',
      '**Complexity:** Simple',
      '**Expected Outcome:** The pool is larger',
    ]);
  });

  it('passes on at most a hundred words of what came before', () => {
    expect(delegationMessage(task, 'word '.repeat(500)).match(/\bword\b/g)).toHaveLength(100);
  });

  it('passes on a context of at most a hundred words, whatever the words are, and all of it where it is shorter', () => {
    const blank = fc.constantFrom(' ', '\n', '\t', '\u00a0', '  ');
    const word = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => /^\S+$/.test(text));
    const context = fc.array(fc.tuple(word, blank), { maxLength: 250 });
    fc.assert(
      fc.property(context, (parts) => {
        const words = parts.map(([one]) => one);
        const message = delegationMessage({ ...task, expects: '' }, parts.flat().join(''));
        const told = message.split('**Context:** ')[1] ?? '';
        const counted = told.match(/\S+/g) ?? [];
        expect(counted).toHaveLength(Math.min(100, words.length));
        expect(counted.join(' ')).toBe(words.length > 100 ? `${words.slice(0, 100).join(' ')}…` : words.join(' '));
      }),
    );
  });

  it('names the part where there are several', () => {
    const message = delegationMessage({ ...task, request: 'Grow the pool, then watch it' });
    expect(message).toContain('**Request:** Grow the pool, then watch it\n**Your part:** Grow the pool');
  });

  it('leaves out what nobody said', () => {
    const { domain: _domain, complexity: _complexity, ...bare } = task;
    expect(delegationMessage({ ...bare, expects: '' })).toBe('@agent-storage-expert\n\n**Request:** Grow the pool');
  });
});

describe('what the architect is told', () => {
  const indicators = ['3 domains: network, security, monitoring', 'it is an architectural decision'];

  it('is what makes the request complex, and why it came', () => {
    expect(escalationMessage('infrastructure-architect', { indicators }, 'Zero trust, please').split('\n')).toEqual([
      '@agent-infrastructure-architect',
      '',
      '**Request:** Zero trust, please',
      '**Complexity Indicators:**',
      '- 3 domains: network, security, monitoring',
      '- it is an architectural decision',
      '',
      '**Routing Note:** sent to you because it is an architectural decision',
    ]);
  });

  it('says when it came as a precaution', () => {
    const message = escalationMessage('infrastructure-architect', { indicators: [], precautionary: true }, 'Hm');
    expect(message).toContain('**Routing Note:** sent to you as a precaution: ');
  });
});

it('asks after a task that is held up', () => {
  expect(followUpMessage('agent-storage-expert', 'At 10 %.', 'The disk is full.').split('\n')).toEqual([
    '@agent-storage-expert',
    '',
    '**Status Check:** At 10 %.',
    '**Blocker?** The disk is full.',
  ]);
});
