import { grantsOf, machine, orchestrationTemplate } from '../support.ts';

const template = orchestrationTemplate();
const states = 'arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>';

describe('the machine of a request', () => {
  const [{ Properties }] = Object.values(
    template.findResources('AWS::StepFunctions::StateMachine', {
      Properties: { StateMachineName: 'baton-dev-coordinate-request' },
    }),
  ) as [{ Properties: { DefinitionString: string; DefinitionSubstitutions: Record<string, unknown> } }];

  it('stands in the template as the file says, readable and without tokens', () => {
    expect(Properties.DefinitionString).toBe(JSON.stringify(machine));
  });

  it('gets the functions’ addresses by substitution', () => {
    expect(Object.keys(Properties.DefinitionSubstitutions).sort()).toEqual([
      'AdviserFunctionArn',
      'AgentFunctionPrefix',
      'CoordinatorFunctionArn',
      'RollBackMachineArn',
      'RouterFunctionArn',
      'RunPlanMachineArn',
      'WorkflowMachinePrefix',
    ]);
  });

  it('is traced, and logs what happens but not what is said', () => {
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      StateMachineName: 'baton-dev-coordinate-request',
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/aws/vendedlogs/states/baton-dev-coordinate-request',
      RetentionInDays: 30,
    });
  });

  it('may invoke the router, the adviser, the coordinator and this stage’s agents', () => {
    const invoked = grantsOf(template, 'MachinesCoordinateRequestRole').filter((grant) => grant.includes('lambda:'));
    expect(invoked).toEqual([
      expect.stringMatching(/^Allow lambda:InvokeFunction on <adviserFunction\w+\.Arn>$/),
      expect.stringMatching(/^Allow lambda:InvokeFunction on <coordinatorFunction\w+\.Arn>$/),
      expect.stringMatching(/^Allow lambda:InvokeFunction on <routerFunction\w+\.Arn>$/),
      'Allow lambda:InvokeFunction on arn:<AWS::Partition>:lambda:<AWS::Region>:<AWS::AccountId>:function:baton-dev-agent-*',
    ]);
  });
});

describe('the machine of a plan', () => {
  const nested = [
    `Allow states:DescribeExecution on ${states}:execution:baton-dev-run-plan:*`,
    `Allow states:StartExecution on ${states}:stateMachine:baton-dev-run-plan`,
    `Allow states:StopExecution on ${states}:execution:baton-dev-run-plan:*`,
  ];

  it('is started by the machine of a request, and by itself for a large plan', () => {
    for (const machineRole of ['MachinesCoordinateRequestRole', 'MachinesRunPlanRole']) {
      const granted = grantsOf(template, machineRole).filter((grant) => grant.includes(' states:'));
      expect(granted.filter((grant) => grant.includes('run-plan'))).toEqual(nested);
    }
  });

  it('leaves workflows to the machine of a request', () => {
    const started = `Allow states:StartExecution on ${states}:stateMachine:baton-dev-workflow-*`;
    expect(grantsOf(template, 'MachinesCoordinateRequestRole')).toContain(started);
    expect(grantsOf(template, 'MachinesRunPlanRole')).not.toContain(started);
  });

  it('leaves its tokens with the tasks, and touches nothing else of the table', () => {
    const granted = grantsOf(template, 'MachinesRunPlanRole').filter((grant) => grant.includes(' dynamodb:'));
    expect(granted).toEqual([expect.stringMatching(/^Allow dynamodb:UpdateItem on .*table\/baton-dev-journal$/)]);
  });

  it('wakes tasks from the agents', () => {
    expect(grantsOf(template, 'coordinatorrole')).toContain(
      `Allow states:SendTaskSuccess on ${states}:stateMachine:baton-dev-run-plan`,
    );
  });
});

describe('the machine that undoes a request', () => {
  it('is started and waited for by the machine of a request', () => {
    const granted = grantsOf(template, 'MachinesCoordinateRequestRole').filter((grant) => grant.includes('roll-back'));
    expect(granted).toEqual([
      `Allow states:DescribeExecution on ${states}:execution:baton-dev-roll-back:*`,
      `Allow states:StartExecution on ${states}:stateMachine:baton-dev-roll-back`,
      `Allow states:StopExecution on ${states}:execution:baton-dev-roll-back:*`,
    ]);
  });

  it('may call the coordinator and this stage’s agents, and nothing else', () => {
    const granted = grantsOf(template, 'MachinesRollBackRole').filter((grant) => !/ (xray|logs):/.test(grant));
    expect(granted).toEqual([
      expect.stringMatching(/^Allow lambda:InvokeFunction on <coordinatorFunction\w+\.Arn>$/),
      'Allow lambda:InvokeFunction on arn:<AWS::Partition>:lambda:<AWS::Region>:<AWS::AccountId>:function:baton-dev-agent-*',
    ]);
  });
});
