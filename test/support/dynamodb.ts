import { createDocumentClient, Table } from '../../lambdas/adapters/dynamodb/table.ts';
import { startDynamoDb } from '../../local/services/dynamodb.ts';
import { useLocalAws } from './local-aws.ts';

const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
const schema = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

const definition = {
  TableName: 'journal',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['pk', 'sk', 'gpk', 'gsk'].map(attribute),
  KeySchema: schema('pk', 'sk'),
  GlobalSecondaryIndexes: [
    { IndexName: 'lists', KeySchema: schema('gpk', 'gsk'), Projection: { ProjectionType: 'ALL' } },
  ],
};

/** DynamoDB in memory with one table like the journal's, and the adapters' own client on it. */
export async function startJournalTable() {
  const server = await startDynamoDb(undefined, [{ tableName: 'journal', definition }]);
  useLocalAws('DYNAMODB', server.endpoint);
  const client = createDocumentClient();
  let closed: Promise<void> | undefined;
  return {
    table: new Table(client, 'journal'),
    /** Closes the server; the table is then there for nobody. */
    close: () => (closed ??= server.close()),
  };
}
