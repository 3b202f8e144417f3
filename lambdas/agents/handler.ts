import { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { parseCall } from '../adapters/call.ts';
import { ledgerAt } from '../adapters/effects.ts';
import { readEnvironment } from '../adapters/environment.ts';
import { TaskTokens } from '../adapters/executions.ts';
import { thisProcess } from '../adapters/fault-target.ts';
import { createJournal } from '../adapters/journal.ts';
import { createLogger } from '../adapters/logger.ts';
import { configOf } from '../adapters/models/configured.ts';
import { createProvider } from '../adapters/models/index.ts';
import { readRegistryFile } from '../adapters/registry-file.ts';
import { readContext } from '../core/agent/context.ts';
import { messageOf } from '../core/errors.ts';
import type { RequestRecord } from '../core/request/request.ts';
import { compensateTask } from '../core/rollback/compensate-task.ts';
import { type AgentAnswer, agentCallSchema, compensationCallSchema } from '../core/task/call.ts';
import { allowsFaults } from '../core/task/faults.ts';
import type { Source } from '../core/task/hand-over.ts';
import { runTask } from '../core/task/run-task.ts';
import type { TaskRecord } from '../core/task/task.ts';

const environment = readEnvironment();
const clock = () => Date.now();
const logger = createLogger(`agent-${environment.agentId}`);
const journal = createJournal(environment, clock);
const waiting = new TaskTokens(new SFNClient({}));
const effects = ledgerAt(environment.effectsUrl);
const faultTarget = allowsFaults(environment.stage) ? thisProcess : undefined;
const registry = readRegistryFile(import.meta.dirname);
const agent = registry.require(environment.agentId);
const modelTimeoutMs = environment.model.timeoutSeconds * 1000;
const provider = createProvider(configOf(environment.model));
// Whoever calls is told what is wrong with the configuration; it must not end the process before.
provider.catch(() => undefined);

const callSchema = z.discriminatedUnion('action', [agentCallSchema, compensationCallSchema]);

/** Runs or compensates one task for the agent that this function is. */
export async function handler(event: unknown): Promise<AgentAnswer> {
  const call = parseCall(callSchema, event);
  const { requestId, taskId, generation, action } = call;
  const about = { requestId, taskId, generation, action };
  logger.info('started', about);
  const ports = {
    clock,
    agent,
    provider: await provider,
    ...journal,
    waiting,
    effects,
    faultTarget,
    completions: journal.requests,
    contextOf: (request: RequestRecord, task: TaskRecord, sources: readonly Source[]) =>
      readContext({ ...journal, registry }, request, task, sources),
    signalAt: (ms: number) => AbortSignal.timeout(Math.max(1, Math.min(ms - clock(), modelTimeoutMs))),
  };
  try {
    const answer = await (call.action === 'run' ? runTask(ports, call) : compensateTask(ports, call));
    logger.info('ended', { ...about, status: answer.status });
    return answer;
  } catch (error) {
    logger.warn('failed', { ...about, name: error instanceof Error ? error.name : 'Error', reason: messageOf(error) });
    throw error;
  }
}
