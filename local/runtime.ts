import { createServer } from 'node:http';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import {
  createEngine,
  dynamoDbIntegrations,
  type Engine,
  type EventNotice,
  eventsIntegrations,
  type Json,
  lambdaIntegrations,
  snsIntegrations,
  sqliteJournal,
  type StatusChange,
} from './engine/index.ts';
import { httpApi } from './gateway/http-api.ts';
import { DevelopmentIssuer } from './gateway/issuer.ts';
import { startDynamoDb } from './services/dynamodb.ts';
import { LocalEventBus } from './services/event-bus.ts';
import { eventsApi, putEntries } from './services/events-api.ts';
import { LocalLambda } from './services/lambda.ts';
import { endServer, listenOnLoopback } from './services/listen.ts';
import { LocalSchedules } from './services/schedules.ts';
import { serveStepFunctions } from './services/step-functions.ts';
import { type StatusChangeDelivery, statusChangeDeliveries, statusChangeEvent } from './services/status-change.ts';
import { LocalTopics, type Notification } from './services/topics.ts';
import { readAssembly } from './template/assembly.ts';
import { readBlueprint } from './template/blueprint.ts';
import { localAccount, localRegion } from './template/intrinsics.ts';

export interface RuntimeOptions {
  /** The folder that `cdk synth` wrote. */
  readonly assembly: string;
  /** Where tables, executions and the issuer's key are kept. @default nothing outlives the process */
  readonly data?: string;
  /** @default any free port */
  readonly port?: number;
  /** Set for every function, over what the template says: the model provider. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Gets what functions print. @default nobody */
  readonly onLog?: (functionName: string, text: string) => void;
  /** How often the bus gets each status change of an execution. @default once */
  readonly statusChanges?: StatusChangeDelivery;
  /** Gets what is published to a topic. @default nobody */
  readonly onNotification?: (notification: Notification) => void;
  /** Gets each event of each execution, once it is in the journal. @default nobody */
  readonly onEvent?: (notice: EventNotice) => void;
}

export interface Runtime {
  /** Where the API is served. */
  readonly url: string;
  readonly issuer: DevelopmentIssuer;
  readonly engine: Engine;
  /** What the functions reach, for programs that look behind the API. */
  readonly endpoints: { readonly dynamodb: string; readonly stepFunctions: string; readonly events: string };
  /** Invokes a function as a caller inside the account would; answers and takes JSON text. */
  invoke(functionName: string, event: string): ReturnType<LocalLambda['invoke']>;
  /** Fires a schedule of the template now. */
  runSchedule(name: string): void;
  close(): Promise<void>;
}

/**
 * Runs a cloud assembly on this machine: the same template that is deployed, with endpoints, token issuer and model provider
 * in place of AWS's. Everything listens on loopback only.
 *
 * @throws Error naming what the template has that cannot be run here, or what else is in the way (a port, a lock)
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const blueprint = readBlueprint(readAssembly(options.assembly));
  const closing: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const end of closing.splice(0).toReversed()) await end();
  };
  try {
    // First of all, for it refuses a data folder that another process holds.
    const journal = options.data === undefined ? undefined : sqliteJournal(join(options.data, 'executions'));
    const issuer = DevelopmentIssuer.open(options.data);
    const tables = options.data === undefined ? undefined : join(options.data, 'tables');
    const dynamodb = await startDynamoDb(tables, blueprint.tables);
    closing.push(() => dynamodb.close());

    const endpoints = { dynamodb: dynamodb.endpoint, stepFunctions: '', events: '' };
    const environment: Record<string, string> = {};
    const lambda = new LocalLambda({
      functions: blueprint.functions,
      environment,
      onLog: options.onLog ?? (() => undefined),
    });
    closing.push(() => lambda.close());
    const topics = new LocalTopics(blueprint.topics, options.onNotification ?? (() => undefined));
    const deliver = (target: string, event: string) => {
      if (topics.has(target)) topics.publish({ TopicArn: target, Message: event });
      else void lambda.invoke(target, event).catch(() => undefined);
    };
    const bus = new LocalEventBus(blueprint.buses, blueprint.rules, deliver);

    const deliveries = statusChangeDeliveries[options.statusChanges ?? 'once'];

    const engine = createEngine({
      ...(journal === undefined ? {} : { journal }),
      integrations: {
        ...lambdaIntegrations(async ({ functionName, payload }) => {
          const outcome = await lambda.invoke(functionName, JSON.stringify(payload));
          if ('payload' in outcome) return { payload: JSON.parse(outcome.payload) as Json };
          return { payload: { ...outcome.error, trace: [...outcome.error.trace] }, functionError: 'Unhandled' };
        }),
        ...dynamoDbIntegrations(
          async (operation, args) =>
            (await dynamodb.call(operation.charAt(0).toUpperCase() + operation.slice(1), args)) as Json,
        ),
        ...eventsIntegrations(async (entries) => putEntries(bus, entries)),
        ...snsIntegrations(async (message) => topics.publish(message)),
      },
      region: localRegion,
      accountId: localAccount,
      onStatusChange(change: StatusChange) {
        for (let left = deliveries; left > 0; left -= 1) bus.put('default', statusChangeEvent(change));
      },
      ...(options.onEvent === undefined ? {} : { onEvent: options.onEvent }),
    });
    closing.push(() => engine.close());
    for (const machine of blueprint.machines) engine.loadMachine(machine);

    const stepFunctions = await serveStepFunctions(engine);
    closing.push(() => stepFunctions.close());
    endpoints.stepFunctions = stepFunctions.endpoint;
    const events = createServer(eventsApi(bus));
    endpoints.events = `http://127.0.0.1:${await listenOnLoopback(events)}`;
    closing.push(() => endServer(events));
    Object.assign(environment, {
      AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
      AWS_ENDPOINT_URL_SFN: endpoints.stepFunctions,
      AWS_ENDPOINT_URL_EVENTBRIDGE: endpoints.events,
      // They are threads of this process: none of an earlier one's is at work any more.
      FUNCTIONS_SINCE: String(Date.now()),
      ...options.environment,
    });

    const listener = getRequestListener(httpApi({ routes: blueprint.routes, lambda, issuer }).fetch);
    const api = createServer((request, response) => void listener(request, response));
    const port = await listenOnLoopback(api, options.port);
    closing.push(() => endServer(api));
    const schedules = new LocalSchedules(blueprint.schedules, deliver);
    closing.push(() => schedules.close());
    for (const { functionArn } of blueprint.routes) lambda.warm(functionArn);
    await engine.resume();

    return {
      url: `http://localhost:${port}`,
      issuer,
      engine,
      endpoints,
      invoke: (functionName, event) => lambda.invoke(functionName, event),
      runSchedule: (name) => schedules.run(name),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
