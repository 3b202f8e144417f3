import { readFileSync } from 'node:fs';
import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledge, wildcardFinding } from './acknowledge.ts';

export interface AslMachineProps {
  readonly stateMachineName: string;
  /** The definition, an absolute path: Amazon States Language, with `${Name}` for what `substitutions` says. */
  readonly file: string;
  readonly substitutions: Readonly<Record<string, string>>;
  /** ARNs of the functions that it calls. */
  readonly invokes: readonly string[];
  /**
   * What else it may do.
   * @default nothing
   */
  readonly grants?: readonly PolicyStatement[];
  /**
   * Findings that these grants raise, with the reason why they are right.
   * @default none
   */
  readonly acknowledged?: Readonly<Record<string, string>>;
  readonly logRetentionDays: RetentionDays;
}

/**
 * A state machine from a file. The definition stands in the template as text, whole and minified: a person who reads the
 * template, and the local runtime, see what the repository holds.
 */
export class AslMachine extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: AslMachineProps) {
    super(scope, id);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [...props.invokes] }));
    acknowledge(role, {
      'IAM5[Resource::*]':
        'X-Ray and the delivery of vended logs have no resources: they are granted on * or not at all',
    });
    for (const statement of props.grants ?? []) role.addToPolicy(statement);
    acknowledge(role, props.acknowledged ?? {});
    const families = props.invokes.filter((arn) => arn.endsWith('*'));
    for (const family of families) {
      acknowledge(role, {
        [wildcardFinding(this, family)]:
          'Which agent works is decided while the machine runs; the prefix is Baton’s own, stage included',
      });
    }
    this.stateMachine = new StateMachine(this, 'Machine', {
      stateMachineName: props.stateMachineName,
      definitionBody: DefinitionBody.fromString(minifiedJson(props.file)),
      definitionSubstitutions: { ...props.substitutions },
      role,
      tracingEnabled: true,
      logs: {
        // The name's beginning keeps the group out of the account's resource policy, which has room for few.
        // https://docs.aws.amazon.com/step-functions/latest/dg/bp-cwl.html
        destination: new LogGroup(this, 'Logs', {
          logGroupName: `/aws/vendedlogs/states/${props.stateMachineName}`,
          retention: props.logRetentionDays,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ALL,
        // What people write and agents answer stays in the journal.
        includeExecutionData: false,
      },
    });
  }
}

function minifiedJson(file: string): string {
  return JSON.stringify(JSON.parse(readFileSync(file, 'utf8')));
}
