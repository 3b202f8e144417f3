import { SFNClient } from '@aws-sdk/client-sfn';
import { StepFunctionsExecutions, TaskTokens } from '../../../lambdas/adapters/executions.ts';
import { rejectionOf } from '../../support/memory-journal.ts';
import { type ScriptedAws, startScriptedAws, useLocalAws } from '../../support/local-aws.ts';

const machineArn = 'arn:aws:states:eu-central-1:123456789012:stateMachine:coordinate-request';
const rollBackArn = 'arn:aws:states:eu-central-1:123456789012:stateMachine:roll-back';
const executionArn = 'arn:aws:states:eu-central-1:123456789012:execution:coordinate-request:r1-2';
const input = { schema: 1 as const, tenantId: 'acme', requestId: 'r1', generation: 2 };

let aws: ScriptedAws;
let client: SFNClient;
beforeEach(async () => {
  aws = await startScriptedAws();
  useLocalAws('SFN', aws.endpoint);
  client = new SFNClient({});
});
afterEach(async () => {
  client.destroy();
  await aws.close();
});

describe('an execution', () => {
  const executions = () => new StepFunctionsExecutions(client, { coordinate: machineArn, rollBack: rollBackArn });

  it('is started under the name of its request and generation, with ids as its input', async () => {
    aws.next({ executionArn, startDate: 1 });
    expect(await executions().start(input)).toBe(executionArn);
    expect(aws.calls).toMatchObject([
      { target: 'AWSStepFunctions.StartExecution', body: { stateMachineArn: machineArn, name: 'r1-2' } },
    ]);
    expect(JSON.parse(String(aws.calls[0]?.body['input']))).toEqual(input);
  });

  it('that has run under that name already is the same one', async () => {
    aws.fail('ExecutionAlreadyExists');
    expect(await executions().start(input)).toBe(executionArn);
  });

  it.each(['StateMachineDoesNotExist', 'ExecutionLimitExceeded', 'ThrottlingException'])(
    'that cannot be started for %s may be started later',
    async (name) => {
      aws.fail(name, 'not now');
      expect(await rejectionOf(executions().start(input))).toMatchObject({
        name: 'StoreUnavailable',
        message: 'Step Functions did not take the call: not now',
      });
    },
  );

  it('is described by its status, with error and cause when it has them', async () => {
    aws.next({ executionArn, status: 'RUNNING' });
    aws.next({ executionArn, status: 'FAILED', error: 'TypeError', cause: 'it broke' });
    expect(await executions().describe(executionArn)).toEqual({ status: 'RUNNING' });
    expect(await executions().describe(executionArn)).toEqual({
      status: 'FAILED',
      error: 'TypeError',
      cause: 'it broke',
    });
    expect(aws.calls[0]).toEqual({ target: 'AWSStepFunctions.DescribeExecution', body: { executionArn } });
  });

  it('that does not exist has no description', async () => {
    aws.fail('ExecutionDoesNotExist');
    expect(await executions().describe(executionArn)).toBeUndefined();
  });

  it('that cannot be described is not taken for one that does not exist', async () => {
    aws.fail('AccessDeniedException');
    expect(await rejectionOf(executions().describe(executionArn))).toMatchObject({ name: 'StoreUnavailable' });
  });
});

describe('a token', () => {
  it('lets the execution go on with what came of it', async () => {
    aws.next({});
    expect(await new TaskTokens(client).release('token-1', { questionId: 'r1-q1' })).toBe(true);
    expect(aws.calls).toEqual([
      {
        target: 'AWSStepFunctions.SendTaskSuccess',
        body: { taskToken: 'token-1', output: '{"questionId":"r1-q1"}' },
      },
    ]);
  });

  it.each(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'])('that is gone (%s) is no error', async (name) => {
    aws.fail(name);
    expect(await new TaskTokens(client).release('token-1', {})).toBe(false);
  });

  it('that could not be given may be given later, and is not shown in the error', async () => {
    aws.fail('ThrottlingException', 'slow down');
    const error = await rejectionOf(new TaskTokens(client).release('token-1', {}));
    expect(error.name).toBe('StoreUnavailable');
    expect(error.message).not.toContain('token-1');
  });
});
