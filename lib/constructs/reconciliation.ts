import { Duration, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';

export interface ReconciliationProps {
  readonly stage: string;
  readonly reconciler: IFunction;
  /** Machines whose executions may end without having said so in the journal. */
  readonly machineArns: readonly string[];
}

/**
 * Two ways by which the reconciler hears of an execution that ended without a word: Step Functions' own event, which is
 * best effort, and a sweep of what has been running for too long, every five minutes.
 */
export class Reconciliation extends Construct {
  constructor(scope: Construct, id: string, props: ReconciliationProps) {
    super(scope, id);
    new Rule(this, 'ExecutionEnded', {
      ruleName: `baton-${props.stage}-execution-ended`,
      description: 'An execution failed, timed out or was stopped: the journal must say so',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [...props.machineArns] },
      },
      targets: [new LambdaFunction(props.reconciler, { retryAttempts: 3, maxEventAge: Duration.hours(1) })],
    });

    // Written out, for the library's own target would be granted every version of the function as well.
    const role = new Role(this, 'SweepRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [props.reconciler.functionArn] }),
    );
    const sweep = new CfnSchedule(this, 'Sweep', {
      name: `baton-${props.stage}-sweep`,
      description: 'Looks for requests that have stopped moving',
      scheduleExpression: 'rate(5 minutes)',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: props.reconciler.functionArn,
        roleArn: role.roleArn,
        input: JSON.stringify({ sweep: true }),
        // The next sweep comes soon: a failed one is not made up for.
        retryPolicy: { maximumRetryAttempts: 0 },
      },
    });
    sweep.node.addDependency(role);
  }
}
