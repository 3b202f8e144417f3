import {
  ListExecutionsCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { MACHINE_ARN, serveWait, type ServedApi } from './served-step-functions.ts';

describe('executions over the API on loopback', () => {
  let api: ServedApi;
  beforeAll(async () => {
    api = await serveWait();
  });
  afterAll(() => api.close());

  it('starts an execution, takes its answer and describes its end', async () => {
    const { executionArn, token } = await api.start('one', '{"a":1}');
    await api.client.send(new SendTaskHeartbeatCommand({ taskToken: token }));
    await api.client.send(new SendTaskSuccessCommand({ taskToken: token, output: '{"b":2}' }));

    const described = await api.client.send(new DescribeExecutionCommand({ executionArn }));

    expect(executionArn).toBe('arn:aws:states:us-east-1:123456789012:execution:wait:one');
    expect(described).toMatchObject({ status: 'SUCCEEDED', name: 'one', input: '{"a":1}', output: '{"b":2}' });
    expect(described.startDate).toBeInstanceOf(Date);
    expect(described.stopDate?.getTime()).toBeGreaterThan(Date.now() - 60_000);
  });

  it('answers a running start of the same name and input with the same execution, any other with ExecutionAlreadyExists', async () => {
    const first = await api.client.send(
      new StartExecutionCommand({ stateMachineArn: MACHINE_ARN, name: 'two', input: '{}' }),
    );
    const again = await api.client.send(
      new StartExecutionCommand({ stateMachineArn: MACHINE_ARN, name: 'two', input: '{}' }),
    );
    const other = api.client.send(
      new StartExecutionCommand({ stateMachineArn: MACHINE_ARN, name: 'two', input: '{"x":1}' }),
    );

    expect(again.executionArn).toBe(first.executionArn);
    expect(again.startDate).toEqual(first.startDate);
    await expect(other).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  it('makes up a name where none is given, and refuses a bad one', async () => {
    const { executionArn } = await api.client.send(new StartExecutionCommand({ stateMachineArn: MACHINE_ARN }));

    expect(executionArn).toMatch(/:[0-9a-f]{8}-[0-9a-f-]{27}$/);
    await expect(
      api.client.send(new StartExecutionCommand({ stateMachineArn: MACHINE_ARN, name: 'not a name' })),
    ).rejects.toMatchObject({ name: 'InvalidName' });
    await expect(
      api.client.send(new StartExecutionCommand({ stateMachineArn: MACHINE_ARN, input: '{' })),
    ).rejects.toMatchObject({
      name: 'InvalidExecutionInput',
    });
    await expect(
      api.client.send(new StartExecutionCommand({ stateMachineArn: `${MACHINE_ARN}x` })),
    ).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
    });
  });

  it('stops an execution with error and cause', async () => {
    const { executionArn } = await api.start('five');
    await api.client.send(new StopExecutionCommand({ executionArn, error: 'Cancelled', cause: 'by the user' }));

    const described = await api.client.send(new DescribeExecutionCommand({ executionArn }));

    expect(described).toMatchObject({ status: 'ABORTED', error: 'Cancelled', cause: 'by the user' });
  });

  it('pages the history in both directions', async () => {
    const { executionArn, token } = await api.start('six');
    await api.client.send(new SendTaskSuccessCommand({ taskToken: token, output: '{}' }));

    const first = await api.client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 3 }));
    const rest = await api.client.send(new GetExecutionHistoryCommand({ executionArn, nextToken: first.nextToken }));
    const reverse = await api.client.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1 }),
    );

    const types = [...(first.events ?? []), ...(rest.events ?? [])].map((it) => it.type);
    expect(types).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
    expect(first.events?.[1]?.stateEnteredEventDetails).toMatchObject({ name: 'Wait for answer', input: '{}' });
    expect(first.events?.[2]?.taskScheduledEventDetails).toMatchObject({
      resourceType: 'lambda',
      resource: 'invoke.waitForTaskToken',
      region: 'us-east-1',
    });
    expect(reverse.events?.map((it) => it.type)).toEqual(['ExecutionSucceeded']);
  });

  it('lists executions by status, newest first', async () => {
    const { executionArn } = await api.start('stopped');
    await api.client.send(new StopExecutionCommand({ executionArn }));
    await api.start('newest');
    const list = (more: object) =>
      api.client.send(new ListExecutionsCommand({ stateMachineArn: MACHINE_ARN, ...more }));

    const aborted = await list({ statusFilter: 'ABORTED', maxResults: 1 });
    const page = await list({ maxResults: 2 });

    expect(aborted.executions?.map((it) => it.name)).toEqual(['stopped']);
    expect(page.executions?.map((it) => it.name)).toEqual(['newest', 'stopped']);
    expect(page.nextToken).toBeDefined();
  });
});
