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
  /** The names of the workflows, each with its compiled machine. */
  readonly workflows: readonly string[];
  readonly router: IFunction;
  /** Asks a model where the router is unsure. */
  readonly adviser: IFunction;
  readonly coordinator: IFunction;
  readonly logRetentionDays: RetentionDays;
}

/** Why a request's machine may start any workflow's. */
const byName = 'Which workflow runs is the request’s to say; the prefix is Baton’s own, stage included';

/** The machines of a request: the one that takes it from its words to its answer, those that run a plan or a workflow for it, and the one that undoes it. */
export class RequestMachines extends Construct {
  readonly coordinateArn: string;
  readonly runPlanArn: string;
  readonly rollBackArn: string;

  constructor(scope: Construct, id: string, props: RequestMachinesProps) {
    super(scope, id);
    const { stage, root, router, adviser, coordinator, logRetentionDays } = props;
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
        AdviserFunctionArn: adviser.functionArn,
        CoordinatorFunctionArn: coordinator.functionArn,
        AgentFunctionPrefix: arns.agentFunctionPrefix,
        RunPlanMachineArn: arns.runPlanMachine,
        RollBackMachineArn: arns.rollBackMachine,
        WorkflowMachinePrefix: arns.workflowMachinePrefix,
      },
      invokes: [router.functionArn, adviser.functionArn, coordinator.functionArn, agents],
      grants: [...nests.grants, ...grants.runWorkflows(arns), ...grants.runRollbacks(arns)],
      acknowledged: {
        ...nests.acknowledged,
        [wildcardFinding(this, `${arns.workflowMachinePrefix}*`)]: byName,
        [wildcardFinding(this, arns.workflowExecutions)]: byName,
        [wildcardFinding(this, arns.rollBackExecutions)]:
          'A rollback is named after its request, which is not known before; only this machine’s are granted',
      },
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
    const rollBack = new AslMachine(this, 'RollBack', {
      stateMachineName: names.rollBackMachine(stage),
      file: join(root, 'state-machines/roll-back.asl.json'),
      substitutions: { CoordinatorFunctionArn: coordinator.functionArn, AgentFunctionPrefix: arns.agentFunctionPrefix },
      invokes: [coordinator.functionArn, agents],
      logRetentionDays,
    });
    for (const workflow of props.workflows) {
      new AslMachine(this, workflow, {
        stateMachineName: names.workflowMachinePrefix(stage) + workflow,
        file: join(root, 'state-machines/compiled', `${workflow}.asl.json`),
        substitutions: { AgentFunctionPrefix: arns.agentFunctionPrefix },
        invokes: [agents],
        logRetentionDays,
      });
    }
    this.coordinateArn = coordinate.stateMachine.stateMachineArn;
    this.runPlanArn = runPlan.stateMachine.stateMachineArn;
    this.rollBackArn = rollBack.stateMachine.stateMachineArn;
  }
}
