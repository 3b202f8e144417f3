import { SFNClient } from '@aws-sdk/client-sfn';
import { parseCall } from '../adapters/call.ts';
import { readEnvironment } from '../adapters/environment.ts';
import { TaskTokens } from '../adapters/executions.ts';
import { createJournal } from '../adapters/journal.ts';
import { createLogger } from '../adapters/logger.ts';
import { providerFor } from '../adapters/models/provider-for.ts';
import { readRegistryFile } from '../adapters/registry-file.ts';
import { readContext } from '../core/agent/context.ts';
import { messageOf } from '../core/errors.ts';
import { type AgentAnswer, agentCallSchema } from '../core/task/call.ts';
import { runTask, type RunTaskPorts } from '../core/task/run-task.ts';

const environment = readEnvironment();
const clock = () => Date.now();
const logger = createLogger(`agent-${environment.agentId}`);
const journal = createJournal(environment, clock);
const waiting = new TaskTokens(new SFNClient({}));
const registry = readRegistryFile(import.meta.dirname);
const agent = registry.require(environment.agentId);
const modelTimeoutMs = environment.model.timeoutSeconds * 1000;
const provider = providerFor(environment.model);
// Whoever calls is told what is wrong with the configuration; it must not end the process before.
provider.catch(() => undefined);

/** Runs one task for the agent that this function is. */
export async function handler(event: unknown): Promise<AgentAnswer> {
  const call = parseCall(agentCallSchema, event);
  const about = { requestId: call.requestId, taskId: call.taskId, generation: call.generation, round: call.round };
  logger.info('started', about);
  const ports: RunTaskPorts = {
    clock,
    agent,
    provider: await provider,
    ...journal,
    waiting,
    completions: journal.requests,
    contextOf: (request, task) => readContext({ ...journal, registry }, request, task),
    signalAt: (ms) => AbortSignal.timeout(Math.max(1, Math.min(ms - clock(), modelTimeoutMs))),
  };
  try {
    const answer = await runTask(ports, call);
    logger.info('ended', { ...about, status: answer.status });
    return answer;
  } catch (error) {
    logger.warn('failed', { ...about, name: error instanceof Error ? error.name : 'Error', reason: messageOf(error) });
    throw error;
  }
}
