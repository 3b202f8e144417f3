import { CfnOutput, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Code, IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { apiRoutes } from '../lambdas/core/api/routes.ts';
import type { Config } from './config.ts';
import { acknowledge, wildcardFinding } from './constructs/acknowledge.ts';
import { BatonFunction } from './constructs/baton-function.ts';
import { FunctionRole } from './constructs/function-role.ts';
import { RoutedHttpApi } from './constructs/http-api.ts';
import { Reconciliation } from './constructs/reconciliation.ts';
import { RequestMachines } from './constructs/request-machines.ts';
import { ThinkingRole } from './constructs/thinking-role.ts';
import { UserDirectory } from './constructs/user-directory.ts';
import { functionEnvironment, modelEnvironment, providerEnvironment } from './environment.ts';
import * as grants from './grants.ts';
import { Arns, names } from './names.ts';

type FunctionPart = 'api' | 'router' | 'adviser' | 'coordinator' | 'reconciler';

const descriptions: Readonly<Record<FunctionPart, string>> = {
  api: 'Takes requests and answers questions about them',
  router: 'Decides who should do a request',
  adviser: 'Asks a model who should do a request, where the router is unsure',
  coordinator: 'Keeps the journal of a request while it is coordinated',
  reconciler: 'Settles requests whose execution ended without saying so',
};

interface FunctionOptions {
  readonly grants: readonly PolicyStatement[];
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** @default nothing besides what every function gets */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Whether it asks a model.
   * @default false
   */
  readonly thinks?: true;
}

interface FunctionWithRole {
  readonly function: IFunction;
  readonly role: FunctionRole;
}

export interface OrchestrationStackProps {
  readonly config: Config;
  /** The repository, for its state machines. */
  readonly root: string;
  /** The names of the workflows. */
  readonly workflows: readonly string[];
  /** What each function runs. */
  readonly code: Readonly<Record<FunctionPart, Code>>;
}

/** The way of a request: the API that takes it, the machine that coordinates it, the functions that the machine calls. */
export class OrchestrationStack extends Stack {
  private readonly config: Config;
  private readonly arns: Arns;

  constructor(scope: Construct, props: OrchestrationStackProps) {
    const { config, code } = props;
    const { stage } = config;
    super(scope, names.stack(stage, 'orchestration'), {
      description: 'Baton: the API, the router and the state machines',
    });
    this.config = config;
    this.arns = new Arns(this, stage);
    const bus = new EventBus(this, 'Events', { eventBusName: names.eventBus(stage) });

    const machineArns = {
      COORDINATE_MACHINE_ARN: this.arns.coordinateMachine,
      ROLL_BACK_MACHINE_ARN: this.arns.rollBackMachine,
    };
    const publishes = { EVENT_BUS: bus.eventBusName };

    const router = this.function('router', code.router, {
      grants: [grants.useJournal(this.arns), grants.countMetrics(this.arns)],
      memoryMb: 512,
      timeoutSeconds: 30,
      environment: providerEnvironment(config.model),
    });
    const adviser = this.function('adviser', code.adviser, {
      grants: [grants.readJournal(this.arns)],
      memoryMb: 1024,
      // A start, and the five seconds that the model is given; the machine waits for 15.
      timeoutSeconds: 12,
      environment: modelEnvironment(config.model),
      thinks: true,
    });
    const coordinator = this.function('coordinator', code.coordinator, {
      grants: [
        grants.useJournal(this.arns),
        grants.closeRequests(this.arns),
        grants.countMetrics(this.arns),
        grants.releaseTask(this.arns),
        grants.wakeTasks(this.arns),
        grants.putEvents(this.arns),
      ],
      memoryMb: 512,
      timeoutSeconds: 30,
      environment: publishes,
    });
    const machines = new RequestMachines(this, 'Machines', {
      stage,
      root: props.root,
      workflows: props.workflows,
      router: router.function,
      adviser: adviser.function,
      coordinator: coordinator.function,
      logRetentionDays: config.logRetentionDays,
    });

    const reconciler = this.function('reconciler', code.reconciler, {
      grants: [
        grants.useJournal(this.arns),
        grants.closeRequests(this.arns),
        grants.countMetrics(this.arns),
        grants.describeCoordination(this.arns),
        grants.startCoordination(this.arns),
        grants.describeRollback(this.arns),
        grants.startRollback(this.arns),
        grants.putEvents(this.arns),
      ],
      memoryMb: 512,
      timeoutSeconds: 120,
      environment: { ...machineArns, ...publishes },
    });
    acknowledge(reconciler.role, {
      [wildcardFinding(this, this.arns.coordinateExecutions)]:
        'Executions have names that are not known before they start; only this machine’s are granted',
      [wildcardFinding(this, this.arns.rollBackExecutions)]:
        'Rollbacks are named after their requests; only this machine’s are granted',
    });
    new Reconciliation(this, 'Reconciliation', {
      stage,
      reconciler: reconciler.function,
      machineArns: [machines.coordinateArn, machines.rollBackArn],
    });

    const apiFunction = this.function('api', code.api, {
      grants: [
        grants.useJournal(this.arns),
        grants.listJournal(this.arns),
        grants.countMetrics(this.arns),
        grants.readMetrics(this.arns),
        grants.startCoordination(this.arns),
        grants.startRollback(this.arns),
        grants.stopRequests(this.arns),
        grants.releaseTask(this.arns),
      ],
      memoryMb: 512,
      // The gateway itself waits no longer than 30 seconds.
      timeoutSeconds: 29,
      environment: {
        ...machineArns,
        RUN_PLAN_MACHINE_ARN: this.arns.runPlanMachine,
        WORKFLOW_MACHINE_PREFIX: this.arns.workflowMachinePrefix,
        TENANT_CLAIM: config.tenantClaim,
      },
    });
    const stopped = [this.arns.coordinateExecutions, this.arns.runPlanExecutions, this.arns.workflowExecutions];
    for (const executions of stopped) {
      acknowledge(apiFunction.role, {
        [wildcardFinding(this, executions)]:
          'A request is cancelled by its executions, which are named after it; only Baton’s own machines’ are granted',
      });
    }
    const api = new RoutedHttpApi(this, 'HttpApi', {
      apiName: `baton-${stage}`,
      routes: Object.values(apiRoutes),
      handler: apiFunction.function,
      identity: config.identity ?? this.userDirectory(),
      logRetentionDays: config.logRetentionDays,
    });
    new CfnOutput(this, 'ApiUrl', { value: api.url });
    new CfnOutput(this, 'CoordinateRequestMachineArn', { value: machines.coordinateArn });
    new CfnOutput(this, 'RunPlanMachineArn', { value: machines.runPlanArn });
    new CfnOutput(this, 'RollBackMachineArn', { value: machines.rollBackArn });
    new CfnOutput(this, 'EventBusName', { value: bus.eventBusName });
  }

  private function(part: FunctionPart, code: Code, options: FunctionOptions): FunctionWithRole {
    const { stage, model, logRetentionDays } = this.config;
    const may = { description: `Baton ${stage}: ${part}`, grants: options.grants };
    const role = options.thinks
      ? new ThinkingRole(this, `${part}-role`, { ...may, stage, model })
      : new FunctionRole(this, `${part}-role`, may);
    const made = new BatonFunction(this, part, {
      functionName: names.function(stage, part),
      description: descriptions[part],
      code,
      role,
      environment: { ...functionEnvironment(stage), ...options.environment },
      timeoutSeconds: options.timeoutSeconds,
      memoryMb: options.memoryMb,
      logRetentionDays,
    });
    return { function: made.function, role };
  }

  private userDirectory(): { issuer: string; audience: string } {
    const { stage } = this.config;
    const users = new UserDirectory(this, 'Users', { userPoolName: `baton-${stage}`, keep: stage === 'prod' });
    new CfnOutput(this, 'UserPoolId', { value: users.userPoolId });
    new CfnOutput(this, 'UserPoolClientId', { value: users.clientId });
    return { issuer: users.issuer, audience: users.clientId };
  }
}
