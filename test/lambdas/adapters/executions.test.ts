import { SFNClient } from '@aws-sdk/client-sfn';
import { StepFunctionsExecutions, TaskTokens } from '../../../lambdas/adapters/executions.ts';
import { aRequest, aRoute } from '../../support/fixtures.ts';
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

describe('a request that is stopped', () => {
  const machine = (name: string) => `arn:aws:states:eu-central-1:123456789012:stateMachine:${name}`;
  const execution = (name: string) => `arn:aws:states:eu-central-1:123456789012:execution:${name}`;
  const executions = () =>
    new StepFunctionsExecutions(client, {
      coordinate: machineArn,
      rollBack: rollBackArn,
      runPlan: machine('run-plan'),
      workflowPrefix: machine('workflow-'),
    });
  const because = { name: 'Cancelled', message: 'by its user' };
  const stopped = () => aws.calls.map(({ body }) => body['executionArn']);
  const rollback = { cause: because, startedAt: '2026-03-02T09:00:00.000Z', run: 2 };

  it('has its execution stopped with the reason, and the one that runs its plan', async () => {
    aws.next({ stopDate: 1 });
    aws.next({ stopDate: 1 });
    await executions().stopAll(aRequest({ generation: 2, route: aRoute({ mode: 'sequential' }) }), because);
    expect(stopped()).toEqual([execution('coordinate-request:r1-2'), execution('run-plan:r1-2-plan-0-0')]);
    expect(aws.calls[0]).toMatchObject({
      target: 'AWSStepFunctions.StopExecution',
      body: { error: 'Cancelled', cause: 'by its user' },
    });
  });

  it('has the execution of its workflow stopped', async () => {
    aws.next({ stopDate: 1 });
    aws.next({ stopDate: 1 });
    await executions().stopAll(aRequest({ route: aRoute({ mode: 'workflow', workflow: 'release' }) }), because);
    expect(stopped()[1]).toBe(execution('workflow-release:r1-1-workflow-0-0'));
  });

  it.each(['ExecutionDoesNotExist', 'ValidationException'])('may have no such execution: %s', async (name) => {
    aws.fail(name);
    aws.fail(name);
    await executions().stopAll(aRequest(), because);
    expect(aws.calls).toHaveLength(2);
  });

  it('is not taken for stopped when that could not be done', async () => {
    aws.fail('ThrottlingException');
    expect(await rejectionOf(executions().stopAll(aRequest(), because))).toMatchObject({ name: 'StoreUnavailable' });
  });

  it('is undone by an execution of its epoch and its run, which starts once', async () => {
    const request = aRequest({ epoch: 3, rollback });
    aws.next({ executionArn: 'arn', startDate: 1 });
    aws.fail('ExecutionAlreadyExists');
    await executions().startRollback(request);
    await executions().startRollback(request);
    expect(aws.calls[0]).toMatchObject({ body: { stateMachineArn: rollBackArn, name: 'rb-r1-3-2' } });
    expect(JSON.parse(String(aws.calls[0]?.body['input']))).toEqual({
      schema: 1,
      tenantId: 'acme',
      requestId: 'r1',
      generation: 1,
      epoch: 3,
    });
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
