import type { ExecutionReader, Executions } from '../../../lambdas/core/request/ports.ts';
import { executionName } from '../../../lambdas/core/request/request.ts';

export const executionsIn = (
  machineArn: string,
  states: Map<string, { status: string; error?: string; cause?: string }>,
  started: string[],
): Executions & ExecutionReader => ({
  start: async (input) => {
    const name = executionName(input.requestId, input.generation);
    const arn = `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    if (!states.has(arn)) {
      states.set(arn, { status: 'RUNNING' });
      started.push(name);
    }
    return arn;
  },
  describe: async (arn) => states.get(arn),
});
