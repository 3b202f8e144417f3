import type { StatusChange } from '../engine/index.ts';
import type { EventDraft } from './event-bus.ts';

/**
 * How often the bus gets each status change. AWS delivers them as well as it can
 * (https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-states.html): some come twice, some never.
 */
export const statusChangeDeliveries = { once: 1, never: 0, twice: 2 } as const;
export type StatusChangeDelivery = keyof typeof statusChangeDeliveries;

/** An event has at most 256 KB; where input and output would fill it they are left out. */
const LARGEST_DATA_BYTES = 248 * 1024;

/**
 * The event that Step Functions puts on the default bus when an execution's status changes
 * (https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html).
 */
export function statusChangeEvent(change: StatusChange): EventDraft {
  const { executionArn, stateMachineArn, name, status, startDate, stopDate, input, output, error, cause } = change;
  const included = Buffer.byteLength(input) + Buffer.byteLength(output ?? '') < LARGEST_DATA_BYTES;
  return {
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    resources: [executionArn],
    detail: {
      executionArn,
      stateMachineArn,
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      name,
      status,
      startDate,
      stopDate: stopDate ?? null,
      input: included ? input : null,
      inputDetails: { included },
      output: included ? (output ?? null) : null,
      outputDetails: output === undefined ? null : { included },
      error: error ?? null,
      cause: cause ?? null,
      redriveCount: 0,
      redriveDate: null,
    },
  };
}
