import {
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { serveWait, type ServedApi } from './served-step-functions.ts';

describe('task tokens over the API on loopback', () => {
  let api: ServedApi;
  beforeAll(async () => {
    api = await serveWait();
  });
  afterAll(() => api.close());

  it('tells used, unknown and garbled task tokens apart', async () => {
    const { token: used } = await api.start('three');
    await api.client.send(new SendTaskFailureCommand({ taskToken: used, error: 'Refused', cause: 'not today' }));
    const elsewhere =
      used.slice(0, 3) +
      Buffer.from(JSON.stringify(['arn:aws:states:us-east-1:1:execution:a:b', 1, 1, 's'])).toString('base64url');

    await expect(api.client.send(new SendTaskSuccessCommand({ taskToken: used, output: '1' }))).rejects.toMatchObject({
      name: 'TaskTimedOut',
    });
    await expect(api.client.send(new SendTaskHeartbeatCommand({ taskToken: elsewhere }))).rejects.toMatchObject({
      name: 'TaskDoesNotExist',
    });
    await expect(
      api.client.send(new SendTaskSuccessCommand({ taskToken: 'garbage', output: '1' })),
    ).rejects.toMatchObject({
      name: 'InvalidToken',
    });
  });

  it('refuses an output that is no JSON and leaves the task waiting', async () => {
    const { executionArn, token } = await api.start('four');

    await expect(
      api.client.send(new SendTaskSuccessCommand({ taskToken: token, output: 'oops' })),
    ).rejects.toMatchObject({
      name: 'InvalidOutput',
    });
    expect(api.engine.describeExecution(executionArn).status).toBe('RUNNING');
  });

  it('refuses an error, a cause and an output that are too long', async () => {
    const { executionArn, token } = await api.start('seven');
    const refused = { name: 'ValidationException' };

    await expect(
      api.client.send(new StopExecutionCommand({ executionArn, error: 'x'.repeat(257) })),
    ).rejects.toMatchObject(refused);
    await expect(
      api.client.send(new SendTaskFailureCommand({ taskToken: token, cause: 'x'.repeat(32_769) })),
    ).rejects.toMatchObject(refused);
    await expect(
      api.client.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify('x'.repeat(262_143)) })),
    ).rejects.toMatchObject(refused);
    expect(api.engine.describeExecution(executionArn).status).toBe('RUNNING');
  });
});
