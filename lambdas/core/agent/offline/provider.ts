import { BatonError } from '../../errors.ts';
import { noUsage, type ResultBody } from '../../task/result.ts';
import type { Provider, ProviderAnswer, ProviderCall } from '../provider.ts';
import { combineByRule } from './combine.ts';
import { preparePlan } from './plan.ts';
import { reviewByRule } from './review.ts';
import { prepareRunbook } from './runbook.ts';

/**
 * The provider that needs nothing: no model, no key, no network. It prepares an agent's runbook, plans by the order of
 * the work, reviews a result, or combines all results of a request by rule; it never carries anything out and never says that
 * it did. The same call gives the same answer.
 */
export const offlineProvider: Provider = {
  name: 'offline',
  run: async (call) => answer(call),
};

function answer({ agent, task, context, signal }: ProviderCall): ProviderAnswer {
  if (signal.aborted) {
    throw new BatonError('ModelTimeout', `the time box of task ${task.taskId} was over before ${agent.id} began`);
  }
  return { body: bodyFor({ agent, task, context }), usage: noUsage };
}

function bodyFor({ agent, task, context }: Pick<ProviderCall, 'agent' | 'task' | 'context'>): ResultBody {
  if (agent.offline === 'review') return reviewByRule(task, context);
  if (agent.offline === 'combine') return combineByRule(task, context);
  if (task.planning !== undefined) return preparePlan(agent, task, context);
  const prepared = prepareRunbook(agent, task, context);
  return context.undoing ? undone(prepared) : prepared;
}

/** What was only prepared needs no undoing; the runbook says how, for a person who carried it out by hand. */
function undone(prepared: ResultBody): ResultBody {
  const by = prepared.deliverables.map(({ title }) => `“${title}”`).join(', ');
  const outcome = `Nothing had been changed, so nothing is left to undo. For a person who carried it out: ${by}.`;
  return { ...prepared, status: 'skipped', outcome, nextSteps: [] };
}
