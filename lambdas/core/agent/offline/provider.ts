import { BatonError } from '../../errors.ts';
import { noUsage } from '../../task/result.ts';
import type { Provider, ProviderAnswer, ProviderCall } from '../provider.ts';
import { reviewByRule } from './review.ts';
import { prepareRunbook } from './runbook.ts';

/**
 * The provider that needs nothing: no model, no key, no network. It prepares an agent's runbook, or reviews a result by
 * rule; it never carries anything out and never says that it did. The same call gives the same answer.
 */
export const offlineProvider: Provider = {
  name: 'offline',
  run: async (call) => answer(call),
};

function answer({ agent, task, context, signal }: ProviderCall): ProviderAnswer {
  if (signal.aborted) {
    throw new BatonError('ModelTimeout', `the time box of task ${task.taskId} was over before ${agent.id} began`);
  }
  const body = agent.offline === 'review' ? reviewByRule(task, context) : prepareRunbook(agent, task, context);
  return { body, usage: noUsage };
}
