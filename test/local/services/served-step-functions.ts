import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { createEngine, type Engine } from '../../../local/engine/index.ts';
import { serveStepFunctions } from '../../../local/services/step-functions.ts';
import { ASK, INVOKE, machine, task } from '../engine/machines.ts';

export const MACHINE_ARN = 'arn:aws:states:us-east-1:123456789012:stateMachine:wait';

export interface ServedApi {
  readonly engine: Engine;
  readonly client: SFNClient;
  /** Starts an execution of the machine, which waits for a token. @returns its ARN, and the token */
  start(name: string, input?: string): Promise<{ executionArn: string; token: string }>;
  close(): Promise<void>;
}

/** The API on loopback, in front of an engine with one machine, `wait`: its state `Wait for answer` waits for a token. */
export async function serveWait(): Promise<ServedApi> {
  let tell: (token: string) => void = () => undefined;
  const engine = createEngine({
    region: 'us-east-1',
    accountId: '123456789012',
    integrations: {
      [INVOKE]: (_, { taskToken }) => {
        tell(taskToken ?? '');
        return {};
      },
    },
  });
  const asking = task({ Resource: ASK, Arguments: { FunctionName: 'f' } });
  engine.loadMachine({ name: 'wait', arn: MACHINE_ARN, definition: machine({ 'Wait for answer': asking }) });
  const server = await serveStepFunctions(engine);
  const client = new SFNClient({
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
  return {
    engine,
    client,
    async start(name, input = '{}') {
      const { promise, resolve } = Promise.withResolvers<string>();
      tell = resolve;
      const started = await client.send(new StartExecutionCommand({ stateMachineArn: MACHINE_ARN, name, input }));
      return { executionArn: started.executionArn ?? '', token: await promise };
    },
    async close() {
      client.destroy();
      await server.close();
      await engine.close();
    },
  };
}
