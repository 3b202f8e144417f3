import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn';
import { createEngine, type Engine } from '../../../local/engine/index.ts';
import { answerStepFunctions, serveStepFunctions } from '../../../local/services/step-functions.ts';

const ARN = 'arn:aws:states:us-east-1:123456789012:stateMachine:wait';

describe('the Step Functions API on loopback', () => {
  let engine: Engine;
  let client: SFNClient;
  let close: () => Promise<void>;
  let token = '';
  let tell: (token: string) => void = () => undefined;

  beforeAll(async () => {
    engine = createEngine({
      region: 'us-east-1',
      accountId: '123456789012',
      integrations: {
        'arn:aws:states:::lambda:invoke': (_, { taskToken }) => {
          tell(taskToken ?? '');
          return {};
        },
      },
    });
    const task = {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Arguments: { FunctionName: 'f' },
      End: true,
    };
    engine.loadMachine({
      name: 'wait',
      arn: ARN,
      definition: { QueryLanguage: 'JSONata', StartAt: 'Wait for answer', States: { 'Wait for answer': task } },
    });
    const server = await serveStepFunctions(engine);
    close = () => server.close();
    client = new SFNClient({
      endpoint: server.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
    });
  });

  afterAll(async () => {
    client.destroy();
    await close();
    await engine.close();
  });

  const start = async (name: string, input = '{}'): Promise<string> => {
    const issued = new Promise<string>((resolve) => {
      tell = resolve;
    });
    const { executionArn = '' } = await client.send(new StartExecutionCommand({ stateMachineArn: ARN, name, input }));
    token = await issued;
    return executionArn;
  };

  it('starts an execution, takes its answer and describes its end', async () => {
    const executionArn = await start('one', '{"a":1}');
    await client.send(new SendTaskHeartbeatCommand({ taskToken: token }));
    await client.send(new SendTaskSuccessCommand({ taskToken: token, output: '{"b":2}' }));

    const described = await client.send(new DescribeExecutionCommand({ executionArn }));

    expect(executionArn).toBe('arn:aws:states:us-east-1:123456789012:execution:wait:one');
    expect(described).toMatchObject({ status: 'SUCCEEDED', name: 'one', input: '{"a":1}', output: '{"b":2}' });
    expect(described.startDate).toBeInstanceOf(Date);
    expect(described.stopDate?.getTime()).toBeGreaterThan(Date.now() - 60_000);
  });

  it('answers a running start of the same name and input with the same execution, any other with ExecutionAlreadyExists', async () => {
    const first = await client.send(new StartExecutionCommand({ stateMachineArn: ARN, name: 'two', input: '{}' }));
    const again = await client.send(new StartExecutionCommand({ stateMachineArn: ARN, name: 'two', input: '{}' }));
    const other = client.send(new StartExecutionCommand({ stateMachineArn: ARN, name: 'two', input: '{"x":1}' }));

    expect(again.executionArn).toBe(first.executionArn);
    expect(again.startDate).toEqual(first.startDate);
    await expect(other).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  it('makes up a name where none is given, and refuses a bad one', async () => {
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn: ARN }));

    expect(executionArn).toMatch(/:[0-9a-f]{8}-[0-9a-f-]{27}$/);
    await expect(
      client.send(new StartExecutionCommand({ stateMachineArn: ARN, name: 'not a name' })),
    ).rejects.toMatchObject({ name: 'InvalidName' });
    await expect(client.send(new StartExecutionCommand({ stateMachineArn: ARN, input: '{' }))).rejects.toMatchObject({
      name: 'InvalidExecutionInput',
    });
    await expect(client.send(new StartExecutionCommand({ stateMachineArn: `${ARN}x` }))).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
    });
  });

  it('tells used, unknown and garbled task tokens apart', async () => {
    await start('three');
    const used = token;
    await client.send(new SendTaskFailureCommand({ taskToken: used, error: 'Refused', cause: 'not today' }));
    const elsewhere =
      used.slice(0, 3) +
      Buffer.from(JSON.stringify(['arn:aws:states:us-east-1:1:execution:a:b', 1, 1, 's'])).toString('base64url');

    await expect(client.send(new SendTaskSuccessCommand({ taskToken: used, output: '1' }))).rejects.toMatchObject({
      name: 'TaskTimedOut',
    });
    await expect(client.send(new SendTaskHeartbeatCommand({ taskToken: elsewhere }))).rejects.toMatchObject({
      name: 'TaskDoesNotExist',
    });
    await expect(client.send(new SendTaskSuccessCommand({ taskToken: 'garbage', output: '1' }))).rejects.toMatchObject({
      name: 'InvalidToken',
    });
  });

  it('refuses an output that is no JSON and leaves the task waiting', async () => {
    const executionArn = await start('four');

    await expect(client.send(new SendTaskSuccessCommand({ taskToken: token, output: 'oops' }))).rejects.toMatchObject({
      name: 'InvalidOutput',
    });
    expect(engine.describeExecution(executionArn).status).toBe('RUNNING');
  });

  it('stops an execution with error and cause', async () => {
    const executionArn = await start('five');
    await client.send(new StopExecutionCommand({ executionArn, error: 'Cancelled', cause: 'by the user' }));

    const described = await client.send(new DescribeExecutionCommand({ executionArn }));

    expect(described).toMatchObject({ status: 'ABORTED', error: 'Cancelled', cause: 'by the user' });
  });

  it('pages the history in both directions', async () => {
    const executionArn = await start('six');
    await client.send(new SendTaskSuccessCommand({ taskToken: token, output: '{}' }));

    const first = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 3 }));
    const rest = await client.send(new GetExecutionHistoryCommand({ executionArn, nextToken: first.nextToken }));
    const reverse = await client.send(
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
    const { executions = [] } = await client.send(
      new ListExecutionsCommand({ stateMachineArn: ARN, statusFilter: 'ABORTED' }),
    );
    const page = await client.send(new ListExecutionsCommand({ stateMachineArn: ARN, maxResults: 2 }));

    expect(executions.map((it) => it.name)).toEqual(['five']);
    expect(page.executions?.map((it) => it.name)).toEqual(['six', 'five']);
    expect(page.nextToken).toBeDefined();
  });

  it('shows the machines it has', async () => {
    const { stateMachines } = await client.send(new ListStateMachinesCommand({}));
    const described = await client.send(new DescribeStateMachineCommand({ stateMachineArn: ARN }));

    expect(stateMachines).toMatchObject([{ name: 'wait', type: 'STANDARD' }]);
    expect(JSON.parse(described.definition ?? '')).toMatchObject({ StartAt: 'Wait for answer' });
  });

  it('says whether a definition could be loaded, and why not', async () => {
    const validate = (definition: string, maxResults?: number) =>
      client.send(new ValidateStateMachineDefinitionCommand({ definition, ...(maxResults && { maxResults }) }));
    const states = { A: { Type: 'Pass', Next: 'Nowhere' }, B: { Type: 'Pass', Parameters: {}, End: true } };
    const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'A', States: states });

    expect(await validate(definition.replace('Nowhere', 'B').replace('Parameters', 'Output'))).toMatchObject({
      result: 'OK',
      diagnostics: [],
      truncated: false,
    });
    expect(await validate(definition)).toMatchObject({
      result: 'FAIL',
      diagnostics: [
        {
          severity: 'ERROR',
          code: 'SCHEMA_VALIDATION_FAILED',
          message: expect.stringContaining('Parameters') as string,
        },
        { severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', message: expect.stringContaining('Nowhere') as string },
      ],
    });
    expect(await validate(definition, 1)).toMatchObject({ diagnostics: [{}], truncated: true });
    expect(await validate('{')).toMatchObject({ diagnostics: [{ code: 'INVALID_JSON_DESCRIPTION' }] });
  });

  it('refuses an error, a cause and an output that are too long', async () => {
    const executionArn = await start('seven');
    const refused = { name: 'ValidationException' };

    await expect(client.send(new StopExecutionCommand({ executionArn, error: 'x'.repeat(257) }))).rejects.toMatchObject(
      refused,
    );
    await expect(
      client.send(new SendTaskFailureCommand({ taskToken: token, cause: 'x'.repeat(32_769) })),
    ).rejects.toMatchObject(refused);
    await expect(
      client.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify('x'.repeat(262_143)) })),
    ).rejects.toMatchObject(refused);
    expect(engine.describeExecution(executionArn).status).toBe('RUNNING');
  });

  it('refuses an operation it does not have, by name', async () => {
    const answer = await answerStepFunctions(engine, 'AWSStepFunctions.CreateStateMachine', '{}');

    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      __type: 'UnknownOperationException',
      message: expect.stringContaining('CreateStateMachine') as string,
    });
  });

  it('refuses a body larger than a megabyte', async () => {
    const input = JSON.stringify('x'.repeat(1_100_000));

    await expect(client.send(new StartExecutionCommand({ stateMachineArn: ARN, input }))).rejects.toMatchObject({
      name: 'RequestEntityTooLarge',
    });
  });
});
