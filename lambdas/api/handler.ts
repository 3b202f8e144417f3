import { setTimeout as pause } from 'node:timers/promises';
import { SFNClient } from '@aws-sdk/client-sfn';
import { handle } from 'hono/aws-lambda';
import { monotonicFactory } from 'ulid';
import { readEnvironment } from '../adapters/environment.ts';
import { StepFunctionsExecutions, TaskTokens } from '../adapters/executions.ts';
import { sha256 } from '../adapters/hash.ts';
import { createJournal } from '../adapters/journal.ts';
import { createLogger } from '../adapters/logger.ts';
import { readRegistryFile } from '../adapters/registry-file.ts';
import { readWorkflowsFile } from '../adapters/workflows-file.ts';
import { createApp } from './app.ts';

const environment = readEnvironment();
const clock = () => Date.now();
const logger = createLogger('api');
const journal = createJournal(environment, clock);
const stepFunctions = new SFNClient({});
const executions = new StepFunctionsExecutions(stepFunctions, {
  coordinate: environment.coordinateMachineArn,
  rollBack: environment.rollBackMachineArn,
  runPlan: environment.runPlanMachineArn,
  workflowPrefix: environment.workflowMachinePrefix,
});
const registry = readRegistryFile(import.meta.dirname);
const workflows = readWorkflowsFile(import.meta.dirname);
const nextUlid = monotonicFactory();

/** The API behind the gateway, which has verified the token. */
export const handler = handle(
  createApp({
    ...journal,
    submit: {
      ...journal,
      stage: environment.stage,
      clock,
      newId: () => nextUlid(clock()),
      hash: sha256,
      executions,
      workflows,
    },
    stop: { ...journal, clock, executions },
    answer: { ...journal, clock, waiting: new TaskTokens(stepFunctions) },
    check: { ...journal, clock, registry },
    judge: { ...journal, clock, hash: sha256, registry, workflows },
    registry,
    checkStore: () =>
      journal.requests.read({ tenantId: 'health', requestId: 'health' }).then(
        () => true,
        () => false,
      ),
    tenantClaim: environment.tenantClaim,
    pause: (ms) => pause(ms),
    log: logger,
  }),
);
