import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { names } from './names.ts';

export interface StateStackProps {
  readonly stage: string;
}

/** What outlives a deployment: the journal and the metrics. Tables are kept in `prod` and go with the stack elsewhere. */
export class StateStack extends Stack {
  constructor(scope: Construct, props: StateStackProps) {
    super(scope, names.stack(props.stage, 'state'), { description: 'Baton: the journal of requests, and the metrics' });
    const journal = this.table('Journal', names.journalTable(props.stage), props.stage);
    journal.addGlobalSecondaryIndex({
      indexName: names.listsIndex,
      partitionKey: { name: 'gpk', type: AttributeType.STRING },
      sortKey: { name: 'gsk', type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });
    const metrics = this.table('Metrics', names.metricsTable(props.stage), props.stage);
    new CfnOutput(this, 'JournalTableName', { value: journal.tableName });
    new CfnOutput(this, 'MetricsTableName', { value: metrics.tableName });
  }

  private table(id: string, tableName: string, stage: string): Table {
    const keep = stage === 'prod';
    return new Table(this, id, {
      tableName,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expiresAt',
      encryption: TableEncryption.AWS_MANAGED,
      deletionProtection: keep,
      removalPolicy: keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }
}
