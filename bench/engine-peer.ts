import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { order, reserve } from './engine-machine.ts';

/** The five-state machine of `bench/engine-machine.ts` in JSONPath: the same states, the same values read and written. */
const definition: StateMachineDefinition = {
  StartAt: 'Read order',
  States: {
    'Read order': {
      Type: 'Pass',
      Parameters: { 'order.$': '$.order.id', 'quantity.$': '$.order.quantity' },
      Next: 'Anything to reserve?',
    },
    'Anything to reserve?': {
      Type: 'Choice',
      Choices: [{ Variable: '$.quantity', NumericGreaterThan: 0, Next: 'Reserve' }],
      Default: 'Done',
    },
    Reserve: {
      Type: 'Task',
      Resource: 'arn:aws:lambda:us-east-1:000000000000:function:reserve',
      Parameters: { 'order.$': '$.order', 'quantity.$': '$.quantity' },
      // Stands for the variables, which JSONPath would need the path for.
      ResultPath: '$.task',
      Next: 'Report',
    },
    Report: {
      Type: 'Pass',
      Parameters: { 'order.$': '$.order', 'reserved.$': '$.task.reserved' },
      Next: 'Done',
    },
    Done: { Type: 'Succeed' },
  },
};

/** The peer, `aws-local-stepfunctions`: runs its machine to the end, nobody reading its event log. @returns the output, JSON text */
export function openPeer(): () => Promise<string> {
  const machine = new StateMachine(definition);
  const overrides = { taskResourceLocalHandlers: { Reserve: reserve } };
  return async () => JSON.stringify(await machine.run(order, { overrides }).result);
}
