import type { Context } from 'hono';
import type { LambdaContext, LambdaEvent } from 'hono/aws-lambda';
import type { Registry } from '../core/agent/registry.ts';
import type { EventReader } from '../core/events/event.ts';
import type { FeedbackPorts } from '../core/feedback/give-feedback.ts';
import type { MetricsReader } from '../core/metrics/ports.ts';
import type { StatusCheckPorts } from '../core/report/status-check.ts';
import type { AnswerPorts } from '../core/request/answer.ts';
import type { RequestLister } from '../core/request/ports.ts';
import type { Caller } from '../core/request/request.ts';
import type { SubmitPorts } from '../core/request/submit.ts';
import type { StopRequestPorts } from '../core/rollback/stop-request.ts';
import type { MessageReader } from '../core/session/session.ts';
import type { DeliverableReader, HandoffLister, TaskLister } from '../core/task/ports.ts';

/** What the API works with. */
export interface ApiPorts {
  readonly submit: SubmitPorts;
  readonly answer: AnswerPorts;
  readonly check: StatusCheckPorts;
  readonly stop: StopRequestPorts;
  readonly judge: FeedbackPorts;
  readonly requests: AnswerPorts['requests'] & RequestLister;
  readonly tasks: TaskLister;
  readonly deliverables: DeliverableReader;
  readonly handoffs: HandoffLister;
  readonly eventLog: EventReader;
  readonly sessions: SubmitPorts['sessions'];
  readonly messages: MessageReader;
  readonly metrics: MetricsReader;
  readonly registry: Registry;
  /** Whether the tables answer. */
  readonly checkStore: () => Promise<boolean>;
  readonly tenantClaim: string;
  /** Resolves after that many milliseconds. */
  readonly pause: (ms: number) => Promise<void>;
  readonly log: {
    info(message: string, about: Record<string, unknown>): void;
    error(message: string, about: Record<string, unknown>): void;
  };
}

export type Bindings = { Bindings: { event: LambdaEvent; lambdaContext: LambdaContext } };
export type ApiContext = Context<Bindings>;

/** Answers one route. `caller` is who the verified token says. */
export type RouteHandler = (context: ApiContext, caller: Caller) => Promise<Response> | Response;
