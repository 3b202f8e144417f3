import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { parseCall } from '../adapters/call.ts';
import { readEnvironment } from '../adapters/environment.ts';
import { EventBridgeEvents } from '../adapters/events.ts';
import { StepFunctionsExecutions } from '../adapters/executions.ts';
import { createJournal } from '../adapters/journal.ts';
import { createLogger } from '../adapters/logger.ts';
import { fail } from '../core/report/end-request.ts';
import { failureFrom } from '../core/report/failure.ts';
import { type ReconcilePorts, settleEnded, sweep, type Swept } from '../core/request/reconcile.ts';
import { executionInputSchema } from '../core/request/request.ts';
import { endRollback } from '../core/rollback/end-rollback.ts';
import { fenceTasks } from '../core/rollback/fence-tasks.ts';
import { rollbackInput } from '../core/rollback/rollback.ts';

/**
 * Either the schedule's `{sweep: true}`, or the status change of an execution
 * (https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html): its input is JSON text there.
 */
const callSchema = z.union([
  z.object({ sweep: z.literal(true) }),
  z.object({
    detail: z.object({
      status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
      input: z
        .string()
        .transform((text): unknown => JSON.parse(text))
        .pipe(executionInputSchema),
      error: z.string().nullish(),
      cause: z.string().nullish(),
    }),
  }),
]);

const environment = readEnvironment();
const clock = () => Date.now();
const logger = createLogger('reconciler');
const warn = (message: string, about: Record<string, unknown>) => logger.warn(message, about);
const journal = createJournal(environment, clock);
const events = new EventBridgeEvents(new EventBridgeClient({}), environment.eventBus, warn);
const machines = { coordinate: environment.coordinateMachineArn, rollBack: environment.rollBackMachineArn };
const ports: ReconcilePorts = {
  clock,
  ...journal,
  executions: new StepFunctionsExecutions(new SFNClient({}), machines),
  fail: (request, { name, message }) => fail({ clock, ...journal, events }, request, failureFrom(name, message)),
  async giveUpRollback(request) {
    const { functionsSince } = environment;
    await fenceTasks({ clock, ...journal, functionsSince, agentById: () => undefined }, rollbackInput(request));
    return endRollback({ clock, ...journal, events }, rollbackInput(request), true);
  },
  warn,
};

/** The second and third way to close a request: the first is the state machine's own. */
export async function handler(event: unknown): Promise<Swept | { settled: string | null }> {
  const call = parseCall(callSchema, event);
  if ('sweep' in call) {
    const swept = await sweep(ports, machines);
    logger.info('swept', { ...swept });
    return swept;
  }
  const { status, input, error, cause } = call.detail;
  const end = { status, input, error: error ?? undefined, cause: cause ?? undefined };
  const request = await settleEnded(ports, end, machines);
  logger.info('settled', { requestId: input.requestId, status, changed: request !== undefined });
  return { settled: request?.requestId ?? null };
}
