import { createEngine, type Engine, type EngineOptions, type JsonObject } from '../local/engine/index.ts';

export const INVOKE = 'arn:aws:states:::lambda:invoke';
const ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:measured';

/** What every measured execution starts with. */
export const order = { order: { id: 'order-17', quantity: 3 } };

/** What it ends with, on every engine. */
export const reservation = { order: 'order-17', reserved: 3 };

/** The task of the five-state machine: it answers at once. */
export const reserve = (args: unknown): JsonObject => ({ reserved: (args as { quantity: number }).quantity });

/** Five states and seven expressions; `bench/engine-peer.ts` has the same in JSONPath. */
export const fiveStates = {
  QueryLanguage: 'JSONata',
  StartAt: 'Read order',
  States: {
    'Read order': {
      Type: 'Pass',
      Assign: { order: '{% $states.input.order.id %}', quantity: '{% $states.input.order.quantity %}' },
      Next: 'Anything to reserve?',
    },
    'Anything to reserve?': {
      Type: 'Choice',
      Choices: [{ Condition: '{% $quantity > 0 %}', Next: 'Reserve' }],
      Default: 'Done',
    },
    Reserve: {
      Type: 'Task',
      Resource: INVOKE,
      Arguments: { order: '{% $order %}', quantity: '{% $quantity %}' },
      Next: 'Report',
    },
    Report: {
      Type: 'Pass',
      Output: { order: '{% $order %}', reserved: '{% $states.input.reserved %}' },
      Next: 'Done',
    },
    Done: { Type: 'Succeed' },
  },
};

/** An engine that has one machine; its journal is in memory unless `more` says otherwise. */
export function openEngine(definition: object, more: Partial<EngineOptions> = {}): Engine {
  const engine = createEngine({
    integrations: { [INVOKE]: reserve },
    region: 'us-east-1',
    accountId: '000000000000',
    ...more,
  });
  engine.loadMachine({ name: 'measured', arn: ARN, definition });
  return engine;
}

/** Starts the machine. @returns the execution's ARN */
export async function begin(engine: Engine, input = JSON.stringify(order)): Promise<string> {
  const { executionArn } = await engine.startExecution({ stateMachineArn: ARN, input });
  return executionArn;
}

/** Runs the machine to its end. @returns its output, JSON text. @throws Error when it does not succeed */
export async function runToEnd(engine: Engine): Promise<string> {
  const { status, output, error, cause } = await engine.waitForExecution(await begin(engine));
  if (status !== 'SUCCEEDED' || output === undefined)
    throw new Error(`a measured execution ended ${status}: ${error} ${cause}`);
  return output;
}
