import { describe, expect, test } from '@jest/globals';
import type { StatusChange } from '../../../local/engine/index.ts';
import { statusChangeEvent } from '../../../local/services/status-change.ts';

const change: StatusChange = {
  executionArn: 'arn:aws:states:us-east-1:000000000000:execution:m:x',
  stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:m',
  name: 'x',
  status: 'SUCCEEDED',
  startDate: 1_000,
  stopDate: 2_000,
  input: '{"a":1}',
  output: '{"b":2}',
};

describe('the event of a status change', () => {
  test('has the members that AWS gives it', () => {
    expect(statusChangeEvent(change)).toMatchObject({
      source: 'aws.states',
      detailType: 'Step Functions Execution Status Change',
      resources: [change.executionArn],
      detail: { ...change, inputDetails: { included: true }, outputDetails: { included: true }, error: null },
    });
  });

  test('of an execution that runs has no end and no output', () => {
    const { stopDate: _at, output: _out, ...running } = change;
    expect(statusChangeEvent({ ...running, status: 'RUNNING' }).detail).toMatchObject({
      stopDate: null,
      output: null,
      outputDetails: null,
    });
  });

  test('leaves out data that would not fit', () => {
    const input = JSON.stringify('ü'.repeat(127_000));
    expect(statusChangeEvent({ ...change, input }).detail).toMatchObject({
      input: null,
      inputDetails: { included: false },
      output: null,
      outputDetails: { included: false },
    });
  });
});
