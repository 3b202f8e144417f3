import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * The names of everything that one stack makes and another uses. They are fixed by the stage, so that grants can be written
 * by name: an export between stacks would tie their updates together, and a grant by reference would close a cycle.
 */
export const names = {
  stack: (stage: string, part: 'state' | 'agents' | 'orchestration') => `baton-${stage}-${part}`,
  journalTable: (stage: string) => `baton-${stage}-journal`,
  /** Index of the journal for lists: requests by status, sessions by user. */
  listsIndex: 'lists',
  metricsTable: (stage: string) => `baton-${stage}-metrics`,
  eventBus: (stage: string) => `baton-${stage}-events`,
  function: (stage: string, part: 'api' | 'router' | 'adviser' | 'coordinator' | 'reconciler') =>
    `baton-${stage}-${part}`,
  agentFunctionPrefix: (stage: string) => `baton-${stage}-agent-`,
  coordinateMachine: (stage: string) => `baton-${stage}-coordinate-request`,
  workflowMachinePrefix: (stage: string) => `baton-${stage}-workflow-`,
  rollBackMachine: (stage: string) => `baton-${stage}-roll-back`,
  runPlanMachine: (stage: string) => `baton-${stage}-run-plan`,
} as const;

/** ARNs of those names, in the stack's own account and region. */
export class Arns {
  private readonly scope: Construct;
  private readonly stage: string;

  constructor(scope: Construct, stage: string) {
    this.scope = scope;
    this.stage = stage;
  }

  get journalTable(): string {
    return this.arn('dynamodb', 'table', names.journalTable(this.stage));
  }

  get listsIndex(): string {
    return `${this.journalTable}/index/${names.listsIndex}`;
  }

  get metricsTable(): string {
    return this.arn('dynamodb', 'table', names.metricsTable(this.stage));
  }

  get eventBus(): string {
    return this.arn('events', 'event-bus', names.eventBus(this.stage));
  }

  /** What every agent's function ARN begins with; the agent's id follows. */
  get agentFunctionPrefix(): string {
    return this.arn('lambda', 'function', names.agentFunctionPrefix(this.stage), ArnFormat.COLON_RESOURCE_NAME);
  }

  get coordinateMachine(): string {
    return this.arn('states', 'stateMachine', names.coordinateMachine(this.stage), ArnFormat.COLON_RESOURCE_NAME);
  }

  /** Executions of the machine: what DescribeExecution is granted on. */
  get coordinateExecutions(): string {
    return this.arn('states', 'execution', `${names.coordinateMachine(this.stage)}:*`, ArnFormat.COLON_RESOURCE_NAME);
  }

  /** What the ARN of every workflow's machine begins with; the workflow's name follows. */
  get workflowMachinePrefix(): string {
    return this.arn('states', 'stateMachine', names.workflowMachinePrefix(this.stage), ArnFormat.COLON_RESOURCE_NAME);
  }

  get workflowExecutions(): string {
    return this.arn(
      'states',
      'execution',
      `${names.workflowMachinePrefix(this.stage)}*`,
      ArnFormat.COLON_RESOURCE_NAME,
    );
  }

  get runPlanMachine(): string {
    return this.arn('states', 'stateMachine', names.runPlanMachine(this.stage), ArnFormat.COLON_RESOURCE_NAME);
  }

  get rollBackMachine(): string {
    return this.arn('states', 'stateMachine', names.rollBackMachine(this.stage), ArnFormat.COLON_RESOURCE_NAME);
  }

  get rollBackExecutions(): string {
    return this.arn('states', 'execution', `${names.rollBackMachine(this.stage)}:*`, ArnFormat.COLON_RESOURCE_NAME);
  }

  get runPlanExecutions(): string {
    return this.arn('states', 'execution', `${names.runPlanMachine(this.stage)}:*`, ArnFormat.COLON_RESOURCE_NAME);
  }

  /** The rule by which Step Functions itself hears of the ends of nested executions. */
  get nestedExecutionsRule(): string {
    return this.arn('events', 'rule', 'StepFunctionsGetEventsForStepFunctionsExecutionRule');
  }

  private arn(service: string, resource: string, resourceName: string, arnFormat = ArnFormat.SLASH_RESOURCE_NAME) {
    return Stack.of(this.scope).formatArn({ service, resource, resourceName, arnFormat });
  }
}
