import { parseRegistry } from '../../../../lambdas/core/agent/registry.ts';
import { initialReply } from '../../../../lambdas/core/routing/delegation.ts';
import { aRoute, infrastructureAgents, shippedRouter } from '../../../support/routing.ts';

const agents = parseRegistry(infrastructureAgents());
const router = shippedRouter();
const shipped = (text: string) => [router({ text, round: 0, answers: [] }), agents, text] as const;
const step = { agentId: 'storage-expert', instruction: 'Grow the pool' };

describe('what the user is told', () => {
  it('says what kind of request it is and who takes it', () => {
    expect(initialReply(aRoute(), agents, 'Grow the pool')).toBe(
      'This is a storage change: it goes to the storage expert.\n\n@agent-storage-expert',
    );
    expect(initialReply(aRoute({ intent: 'question' }), agents, 'How full is it?')).toMatch(
      /^This is a storage question:/,
    );
  });

  it('says why where the words alone do not: who watches is asked how things stand', () => {
    const route = aRoute({
      agents: ['monitoring-expert'],
      domain: 'monitoring',
      intent: 'question',
      decidedBy: 'rules',
    });
    expect(initialReply(route, agents, 'How full is the pool?')).toContain('whoever watches them can tell');
  });

  it('says why a step is there that nobody asked for', () => {
    const text = initialReply(...shipped('Set up automated backups for the CMDB container'));
    expect(text).toMatch(
      /^This takes two experts, one after the other:\n\n1\. storage-expert: .*\n2\. monitoring-expert: /,
    );
    expect(text).toContain(
      '\n\nStep 2 is added: backups that run unattended need somebody who is told when they fail.\n',
    );
  });

  it.each([
    ['Design a zero trust network', 'it is an architectural decision'],
    ['Which backup product is cheaper, and what does each cost?', 'it is a decision about money'],
  ])('says in plain words why %s is planned first', (words, why) => {
    const text = initialReply(...shipped(words));
    expect(text).toMatch(/^This goes to the infrastructure architect, who plans it before anything is changed: /);
    expect(text).toContain(why);
    expect(text).not.toMatch(/\d\.\d|\('/);
  });

  it('lists the steps in order', () => {
    const route = aRoute({
      mode: 'sequential',
      agents: ['storage-expert', 'monitoring-expert'],
      steps: [step, { agentId: 'monitoring-expert', instruction: 'watch it' }],
    });
    expect(initialReply(route, agents, 'Grow the pool, then watch it')).toContain(
      '1. storage-expert: Grow the pool\n2. monitoring-expert: watch it',
    );
  });

  it('names the workflow that it was taken for', () => {
    const route = aRoute({ mode: 'workflow', agents: [], steps: [], workflow: 'launch' });
    expect(initialReply(route, agents, 'Launch it')).toContain('the workflow launch');
  });

  it('asks the question where there is one', () => {
    const route = aRoute({ mode: 'clarify', agents: [], steps: [], question: 'Which disk?' });
    expect(initialReply(route, agents, 'the disk')).toBe('Which disk?');
  });
});
