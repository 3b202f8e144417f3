import { DynamoAudit } from '../../lambdas/adapters/dynamodb/audit.ts';
import { DynamoCounted } from '../../lambdas/adapters/dynamodb/counted.ts';
import { DynamoDeliverables } from '../../lambdas/adapters/dynamodb/deliverables.ts';
import { DynamoEventLog } from '../../lambdas/adapters/dynamodb/events.ts';
import { DynamoFeedback } from '../../lambdas/adapters/dynamodb/feedback.ts';
import { DynamoHandoffs } from '../../lambdas/adapters/dynamodb/handoffs.ts';
import { DynamoIdempotency } from '../../lambdas/adapters/dynamodb/idempotency.ts';
import { DynamoMetrics } from '../../lambdas/adapters/dynamodb/metrics.ts';
import { DynamoOpenRequests } from '../../lambdas/adapters/dynamodb/open-requests.ts';
import { DynamoQuestions } from '../../lambdas/adapters/dynamodb/questions.ts';
import { DynamoRequests } from '../../lambdas/adapters/dynamodb/requests.ts';
import { DynamoMessages, DynamoSessions } from '../../lambdas/adapters/dynamodb/sessions.ts';
import { DynamoTasks } from '../../lambdas/adapters/dynamodb/tasks.ts';
import { startJournalTable } from './dynamodb.ts';
import { dawn } from './fixtures.ts';
import { MemoryJournal } from './memory-journal.ts';

export const seconds = (ms: number) => Math.floor(ms / 1_000);

/** Keeps a journal's table for the tests of the file that calls it. */
export function useJournals() {
  /** The tables' clock, at dawn when a test starts. */
  const time = { now: dawn };
  const clock = () => time.now;
  let store: Awaited<ReturnType<typeof startJournalTable>>;
  let tenants = 0;

  function tables() {
    const { table } = store;
    return {
      requests: new DynamoRequests(table, clock),
      tasks: new DynamoTasks(table),
      deliverables: new DynamoDeliverables(table),
      handoffs: new DynamoHandoffs(table),
      counted: new DynamoCounted(table),
      feedback: new DynamoFeedback(table),
      eventLog: new DynamoEventLog(table),
      sessions: new DynamoSessions(table, clock),
      messages: new DynamoMessages(table, clock),
      questions: new DynamoQuestions(table, clock),
      idempotency: new DynamoIdempotency(table, clock),
      open: new DynamoOpenRequests(table),
      audit: new DynamoAudit(table, clock),
      metrics: new DynamoMetrics(table, clock),
    };
  }

  beforeAll(async () => {
    store = await startJournalTable();
  });
  afterAll(async () => store.close());
  beforeEach(() => {
    time.now = dawn;
  });

  return {
    time,
    tables,
    /** What the tests of the core take for granted in memory, and what the tables must do as well. */
    journals: [
      { where: 'in the table', journal: () => tables() },
      { where: 'in memory, as the tests of the core have it', journal: () => new MemoryJournal() },
    ],
    /** A tenant of its own for each test: they share a table. */
    aTenant: () => {
      tenants += 1;
      return `tenant ${tenants}`;
    },
    /** The items of a partition as they are kept. */
    itemsOf: (pk: string) => store.table.query({ condition: 'pk = :pk', values: { ':pk': pk }, limit: 100 }),
  };
}
