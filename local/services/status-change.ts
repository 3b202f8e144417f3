import type { StatusChange } from '../engine/index.ts';
import type { EventDraft } from './event-bus.ts';

/**
 * The event that Step Functions puts on the default bus when an execution's status changes
 * (https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html).
 */
export function statusChangeEvent(change: StatusChange): EventDraft {
  const { executionArn, stateMachineArn, name, status, startDate, stopDate, input, output, error, cause } = change;
  return {
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    resources: [executionArn],
    detail: {
      executionArn,
      stateMachineArn,
      name,
      status,
      startDate,
      stopDate: stopDate ?? null,
      input,
      output: output ?? null,
      error: error ?? null,
      cause: cause ?? null,
    },
  };
}
