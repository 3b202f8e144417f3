import { parseRegistry } from '../../../../lambdas/core/agent/registry.ts';
import { escalationMessage, followUpMessage, initialReply } from '../../../../lambdas/core/routing/delegation.ts';
import { aRoute, infrastructureAgents } from '../../../support/routing.ts';

const agents = parseRegistry(infrastructureAgents());
const step = { agentId: 'storage-expert', instruction: 'Grow the pool' };

describe('what the user is told', () => {
  it('says who takes it', () => {
    expect(initialReply(aRoute(), agents)).toBe('This goes to the storage expert.\n\n@agent-storage-expert');
  });

  it('lists the steps in order', () => {
    const route = aRoute({
      mode: 'sequential',
      agents: ['storage-expert', 'monitoring-expert'],
      steps: [step, { agentId: 'monitoring-expert', instruction: 'watch it' }],
    });
    expect(initialReply(route, agents)).toContain('1. storage-expert: Grow the pool\n2. monitoring-expert: watch it');
  });

  it('asks the question where there is one', () => {
    expect(initialReply(aRoute({ mode: 'clarify', agents: [], steps: [], question: 'Which disk?' }), agents)).toBe(
      'Which disk?',
    );
  });
});

it('tells the architect what makes the request complex, and why it came', () => {
  const route = aRoute({
    mode: 'escalate',
    agents: ['infrastructure-architect'],
    indicators: ['3 domains: network, security, monitoring', "architecture ('zero trust')"],
  });
  expect(escalationMessage(route, 'Zero trust, please').split('\n')).toEqual([
    '@agent-infrastructure-architect',
    '',
    '**Request:** Zero trust, please',
    '**Complexity Indicators:**',
    '- 3 domains: network, security, monitoring',
    "- architecture ('zero trust')",
    '',
    '**Routing Note:** sent to you for architecture',
  ]);
});

it('asks an expert at work how far it is', () => {
  expect(followUpMessage('storage-expert')).toMatch(/\*\*Status Check:\*\*.*\n\*\*Blocker\?\*\*/);
});
