import { delegationMessage } from '../../../../lambdas/core/agent/delegation.ts';
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

  it('names the part where there are several', () => {
    const message = delegationMessage({ ...task, request: 'Grow the pool, then watch it' });
    expect(message).toContain('**Request:** Grow the pool, then watch it\n**Your part:** Grow the pool');
  });

  it('leaves out what nobody said', () => {
    const { domain: _domain, complexity: _complexity, ...bare } = task;
    expect(delegationMessage({ ...bare, expects: '' })).toBe('@agent-storage-expert\n\n**Request:** Grow the pool');
  });
});
