import { agentDefinitionSchema, type AgentDefinition } from '../../lambdas/core/agent/definition.ts';
import type { PriorWork, ProviderCall } from '../../lambdas/core/agent/provider.ts';
import type { ResultBody } from '../../lambdas/core/task/result.ts';
import { taskSpecSchema } from '../../lambdas/core/task/task.ts';

/** An agent with the least that a definition needs. */
export function anAgent(changes: Record<string, unknown> = {}): AgentDefinition {
  return agentDefinitionSchema.parse({
    id: 'network-expert',
    team: 'infrastructure',
    title: 'Network expert',
    description: 'Firewalls and addresses',
    capabilities: ['firewall'],
    model: 'standard',
    prompt: 'You are the network expert.',
    ...changes,
  });
}

export function aReviewer(): AgentDefinition {
  return anAgent({ id: 'validator', team: 'system', title: 'Validator', prompt: 'You judge.', offline: 'review' });
}

/** A result as a model would give it, in its JSON form. */
export function aResult(changes: Partial<ResultBody> = {}): ResultBody {
  return {
    status: 'completed',
    outcome: 'Prepared a rule that refuses telnet. Nothing has been changed yet.',
    deliverables: [{ title: 'Firewall rule', kind: 'runbook', content: '# Firewall rule\n\nRefuse telnet.' }],
    nextSteps: ['Read the rule and apply it.'],
    facts: {},
    quality: null,
    ...changes,
  };
}

export function priorWork(changes: Partial<PriorWork> = {}): PriorWork {
  const result = changes.result ?? aResult();
  return {
    taskId: 't1',
    agentId: 'network-expert',
    instruction: 'Refuse telnet on the lab switch',
    expects: 'A rule',
    result,
    deliverables: result.deliverables,
    ...changes,
  };
}

export interface CallChanges {
  readonly agent?: AgentDefinition;
  readonly instruction?: string;
  readonly task?: Record<string, unknown>;
  readonly context?: Partial<ProviderCall['context']>;
  readonly signal?: AbortSignal;
}

export function aCall(changes: CallChanges = {}): ProviderCall {
  const agent = changes.agent ?? anAgent();
  return {
    agent,
    task: taskSpecSchema.parse({
      taskId: 't1',
      agentId: agent.id,
      instruction: changes.instruction ?? 'Refuse telnet on the lab switch',
      expects: 'A rule that refuses telnet',
      ...changes.task,
    }),
    context: { history: [], priorWork: [], ...changes.context },
    idempotencyKey: 'r1.1.t1.run.0',
    signal: changes.signal ?? new AbortController().signal,
  };
}
