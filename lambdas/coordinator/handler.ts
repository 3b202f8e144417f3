import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import { parseCall } from '../adapters/call.ts';
import { readEnvironment } from '../adapters/environment.ts';
import { EventBridgeEvents } from '../adapters/events.ts';
import { TaskTokens } from '../adapters/executions.ts';
import { createJournal } from '../adapters/journal.ts';
import { createLogger } from '../adapters/logger.ts';
import { readRegistryFile } from '../adapters/registry-file.ts';
import { coordinate, coordinatorCallSchema } from './coordinate.ts';

const environment = readEnvironment();
const clock = () => Date.now();
const logger = createLogger('coordinator');
const ports = {
  clock,
  functionsSince: environment.functionsSince,
  ...createJournal(environment, clock),
  waiting: new TaskTokens(new SFNClient({})),
  events: new EventBridgeEvents(new EventBridgeClient({}), environment.eventBus, (message, about) =>
    logger.warn(message, about),
  ),
  registry: () => readRegistryFile(import.meta.dirname),
};

/** Does for a request what its state machines ask. */
export async function handler(event: unknown): ReturnType<typeof coordinate> {
  const call = parseCall(coordinatorCallSchema, event);
  logger.info('called', { action: call.action, requestId: call.requestId });
  return coordinate(ports, call);
}
