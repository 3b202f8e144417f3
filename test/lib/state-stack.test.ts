import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { StateStack } from '../../lib/state-stack.ts';

const stateOf = (stage: string) => Template.fromStack(new StateStack(new App(), { stage }));

describe('the state stack', () => {
  const template = stateOf('dev');

  it.each(['journal', 'metrics'])('keeps the %s with string keys, on demand, recoverable and forgetting', (name) => {
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      TableName: `baton-dev-${name}`,
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      SSESpecification: { SSEEnabled: true },
    });
  });

  it('has one index, on the journal, for lists', () => {
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      TableName: 'baton-dev-journal',
      GlobalSecondaryIndexes: [
        {
          IndexName: 'lists',
          KeySchema: [
            { AttributeName: 'gpk', KeyType: 'HASH' },
            { AttributeName: 'gsk', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    });
  });

  it('keeps the tables of prod, come what may', () => {
    const template = stateOf('prod');
    template.allResources('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { DeletionProtectionEnabled: true },
    });
  });

  it('removes those of any other stage with the stack', () => {
    template.allResources('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Delete',
      Properties: { DeletionProtectionEnabled: false },
    });
  });

  it('says what the tables are called', () => {
    template.hasOutput('JournalTableName', {});
    template.hasOutput('MetricsTableName', {});
  });
});
