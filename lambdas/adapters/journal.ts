import type { Clock } from '../core/clock.ts';
import { DynamoAudit } from './dynamodb/audit.ts';
import { DynamoCounted } from './dynamodb/counted.ts';
import { DynamoDeliverables } from './dynamodb/deliverables.ts';
import { DynamoEventLog } from './dynamodb/events.ts';
import { DynamoFeedback } from './dynamodb/feedback.ts';
import { DynamoHandoffs } from './dynamodb/handoffs.ts';
import { DynamoIdempotency } from './dynamodb/idempotency.ts';
import { DynamoMetrics } from './dynamodb/metrics.ts';
import { DynamoOpenRequests } from './dynamodb/open-requests.ts';
import { DynamoQuestions } from './dynamodb/questions.ts';
import { DynamoRequests } from './dynamodb/requests.ts';
import { DynamoMessages, DynamoSessions } from './dynamodb/sessions.ts';
import { createDocumentClient, Table } from './dynamodb/table.ts';
import { DynamoTasks } from './dynamodb/tasks.ts';
import type { Environment } from './environment.ts';

/** Everything that is kept, on the tables that the environment names. */
export function createJournal(environment: Environment, clock: Clock) {
  const client = createDocumentClient();
  const journal = new Table(client, environment.journalTable);
  const metrics = new Table(client, environment.metricsTable);
  return {
    requests: new DynamoRequests(journal, clock),
    tasks: new DynamoTasks(journal),
    deliverables: new DynamoDeliverables(journal),
    handoffs: new DynamoHandoffs(journal),
    counted: new DynamoCounted(journal),
    feedback: new DynamoFeedback(journal),
    eventLog: new DynamoEventLog(journal),
    sessions: new DynamoSessions(journal, clock),
    messages: new DynamoMessages(journal, clock),
    questions: new DynamoQuestions(journal, clock),
    idempotency: new DynamoIdempotency(journal, clock),
    open: new DynamoOpenRequests(journal),
    audit: new DynamoAudit(journal, clock),
    metrics: new DynamoMetrics(metrics, clock),
  };
}
