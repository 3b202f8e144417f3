import type { ExecutionReader, Executions } from '../../../lambdas/core/request/ports.ts';
import { executionArnOf } from '../../../lambdas/core/request/reconcile.ts';
import { executionName } from '../../../lambdas/core/request/request.ts';
import type { ExecutionStopper, RollbackExecutions } from '../../../lambdas/core/rollback/ports.ts';
import { rollbackName } from '../../../lambdas/core/rollback/rollback.ts';

export const executionsIn = (
  machines: { coordinate: string; rollBack: string },
  states: Map<string, { status: string; error?: string; cause?: string }>,
  started: string[],
): Executions & ExecutionReader & ExecutionStopper & RollbackExecutions => {
  const start = (machineArn: string, name: string): string => {
    const arn = executionArnOf(machineArn, name);
    if (!states.has(arn)) {
      states.set(arn, { status: 'RUNNING' });
      started.push(name);
    }
    return arn;
  };
  return {
    start: async ({ requestId, generation }) => start(machines.coordinate, executionName(requestId, generation)),
    startRollback: async (request) => void start(machines.rollBack, rollbackName(request)),
    stopAll: async ({ requestId, generation }, { name, message }) => {
      const arn = executionArnOf(machines.coordinate, executionName(requestId, generation));
      if (states.get(arn)?.status === 'RUNNING') states.set(arn, { status: 'ABORTED', error: name, cause: message });
    },
    describe: async (arn) => states.get(arn),
  };
};
