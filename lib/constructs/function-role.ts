import { Role, ServicePrincipal, type PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

export interface FunctionRoleProps {
  readonly description: string;
  /** All that the functions of this role may do, besides writing their own logs and traces. */
  readonly grants: readonly PolicyStatement[];
}

/** The role of one function, or of the functions of one team. */
export class FunctionRole extends Role {
  constructor(scope: Construct, id: string, props: FunctionRoleProps) {
    super(scope, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com'), description: props.description });
    for (const statement of props.grants) this.addToPolicy(statement);
    acknowledge(this, {
      'IAM5[Resource::*]':
        'X-Ray has no resources: PutTraceSegments and PutTelemetryRecords are granted on * or not at all',
    });
  }
}
