import {
  DescribeStateMachineCommand,
  ListStateMachinesCommand,
  StartExecutionCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn';
import { answerStepFunctions } from '../../../local/services/step-functions.ts';
import { MACHINE_ARN, serveWait, type ServedApi } from './served-step-functions.ts';

describe('the Step Functions API on loopback', () => {
  let api: ServedApi;
  beforeAll(async () => {
    api = await serveWait();
  });
  afterAll(() => api.close());

  it('shows the machines it has', async () => {
    const { stateMachines } = await api.client.send(new ListStateMachinesCommand({}));
    const described = await api.client.send(new DescribeStateMachineCommand({ stateMachineArn: MACHINE_ARN }));

    expect(stateMachines).toMatchObject([{ name: 'wait', type: 'STANDARD' }]);
    expect(JSON.parse(described.definition ?? '')).toMatchObject({ StartAt: 'Wait for answer' });
  });

  it('says whether a definition could be loaded, and why not', async () => {
    const validate = (definition: string, maxResults?: number) =>
      api.client.send(new ValidateStateMachineDefinitionCommand({ definition, ...(maxResults && { maxResults }) }));
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

  it('refuses an operation it does not have, by name', async () => {
    const answer = await answerStepFunctions(api.engine, 'AWSStepFunctions.CreateStateMachine', '{}');

    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      __type: 'UnknownOperationException',
      message: expect.stringContaining('CreateStateMachine') as string,
    });
  });

  it('refuses a body larger than a megabyte', async () => {
    const input = JSON.stringify('x'.repeat(1_100_000));

    await expect(
      api.client.send(new StartExecutionCommand({ stateMachineArn: MACHINE_ARN, input })),
    ).rejects.toMatchObject({
      name: 'RequestEntityTooLarge',
    });
  });
});
