import { join } from 'node:path';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import * as grants from '../grants.ts';
import { Arns, names } from '../names.ts';
import { wildcardFinding } from './acknowledge.ts';
import { AslMachine } from './asl-machine.ts';

export interface RequestMachinesProps {
  readonly stage: string;
  /** The repository, for the definitions. */
  readonly root: string;
  readonly router: IFunction;
  readonly coordinator: IFunction;
  readonly logRetentionDays: RetentionDays;
}

/** The machines of a request: the one that takes it from its words to its answer, and the one that runs a plan for it. */
export class RequestMachines extends Construct {
  readonly coordinateArn: string;
  readonly runPlanArn: string;

  constructor(scope: Construct, id: string, props: RequestMachinesProps) {
    super(scope, id);
    const { stage, root, router, coordinator, logRetentionDays } = props;
    const arns = new Arns(this, stage);
    const agents = `${arns.agentFunctionPrefix}*`;
    const nests = {
      grants: grants.runPlans(arns),
      acknowledged: {
        [wildcardFinding(this, arns.runPlanExecutions)]:
          'A nested execution has a name that is not known before it starts; only this machine’s are granted',
      },
    };
    const coordinate = new AslMachine(this, 'CoordinateRequest', {
      stateMachineName: names.coordinateMachine(stage),
      file: join(root, 'state-machines/coordinate-request.asl.json'),
      substitutions: {
        RouterFunctionArn: router.functionArn,
        CoordinatorFunctionArn: coordinator.functionArn,
        AgentFunctionPrefix: arns.agentFunctionPrefix,
        RunPlanMachineArn: arns.runPlanMachine,
      },
      invokes: [router.functionArn, coordinator.functionArn, agents],
      ...nests,
      logRetentionDays,
    });
    const runPlan = new AslMachine(this, 'RunPlan', {
      stateMachineName: names.runPlanMachine(stage),
      file: join(root, 'state-machines/run-plan.asl.json'),
      substitutions: {
        CoordinatorFunctionArn: coordinator.functionArn,
        AgentFunctionPrefix: arns.agentFunctionPrefix,
        JournalTable: names.journalTable(stage),
        RunPlanMachineArn: arns.runPlanMachine,
      },
      invokes: [coordinator.functionArn, agents],
      grants: [...nests.grants, grants.awaitTasks(arns)],
      acknowledged: nests.acknowledged,
      logRetentionDays,
    });
    this.coordinateArn = coordinate.stateMachine.stateMachineArn;
    this.runPlanArn = runPlan.stateMachine.stateMachineArn;
  }
}
