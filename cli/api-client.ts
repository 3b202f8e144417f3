import type { RequestEvent } from '../lambdas/core/events/event.ts';
import type { FeedbackBody, FeedbackKind, FeedbackRecord, FeedbackStatus } from '../lambdas/core/feedback/feedback.ts';
import type { RoutingMetrics } from '../lambdas/core/metrics/routing-metrics.ts';
import type { WorkflowSummary } from '../lambdas/core/planning/workflow.ts';
import type { Report } from '../lambdas/core/report/report.ts';
import type { StatusCheck } from '../lambdas/core/report/status-check.ts';
import type { RequestRecord } from '../lambdas/core/request/request.ts';
import type { Fault } from '../lambdas/core/task/faults.ts';
import type { Deliverable } from '../lambdas/core/task/ports.ts';
import type { TaskRecord } from '../lambdas/core/task/task.ts';
import { isEnded } from '../lambdas/core/request/status.ts';
import { CliError } from './errors.ts';
import { printable } from './text.ts';

export type RequestView = Omit<RequestRecord, 'tenantId' | 'epoch'>;

export type FeedbackView = Omit<FeedbackRecord, 'tenantId' | 'answers'>;

/** A feedback with the words that were decided on. */
export type FeedbackInFull = FeedbackView & Pick<FeedbackRecord, 'answers'> & Pick<RequestRecord, 'text'>;

/** What a request asks for. */
export type Asked = { readonly text: string } | { readonly workflow: string; readonly input: unknown };

/** What else a request may say. */
export interface AskedHow {
  readonly sessionId?: string;
  readonly timeBoxSeconds?: number;
  readonly inject?: readonly Fault[];
}

/** The API, as the command line uses it. Errors that it answers become CliErrors in its own words. */
export class ApiClient {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url.replace(/\/$/, '');
    this.#token = token;
  }

  /** Sends plain words, or the name of a workflow with its input. */
  async submit(what: Asked, how: AskedHow = {}): Promise<RequestView> {
    return (await this.#call('POST', '/v1/requests', { ...what, ...how })) as RequestView;
  }

  async read(requestId: string, waitSeconds = 0): Promise<RequestView> {
    return (await this.#call(
      'GET',
      `/v1/requests/${encodeURIComponent(requestId)}?wait=${waitSeconds}`,
    )) as RequestView;
  }

  /** Reads until the request is over or waits for a person. */
  async waitFor(requestId: string): Promise<RequestView> {
    for (;;) {
      const request = await this.read(requestId, 20);
      if (isEnded(request.status) || request.status === 'waiting') return request;
    }
  }

  /** Gives an answer, or asks how the request stands: then `statusCheck` says so. */
  async answer(requestId: string, text: string): Promise<RequestView & { statusCheck?: StatusCheck }> {
    const path = `/v1/requests/${encodeURIComponent(requestId)}/messages`;
    return (await this.#call('POST', path, { text })) as RequestView & { statusCheck?: StatusCheck };
  }

  async check(requestId: string): Promise<StatusCheck> {
    return (await this.#call('POST', `/v1/requests/${encodeURIComponent(requestId)}/status-check`)) as StatusCheck;
  }

  async report(requestId: string): Promise<Report & { report: string }> {
    const path = `/v1/requests/${encodeURIComponent(requestId)}/report`;
    return (await this.#call('GET', path)) as Report & { report: string };
  }

  async cancel(requestId: string): Promise<RequestView> {
    return (await this.#call('POST', `/v1/requests/${encodeURIComponent(requestId)}/cancel`)) as RequestView;
  }

  async rollBack(requestId: string): Promise<RequestView> {
    return (await this.#call('POST', `/v1/requests/${encodeURIComponent(requestId)}/roll-back`)) as RequestView;
  }

  async list(): Promise<RequestView[]> {
    return ((await this.#call('GET', '/v1/requests')) as { requests: RequestView[] }).requests;
  }

  async tasks(requestId: string): Promise<TaskRecord[]> {
    const path = `/v1/requests/${encodeURIComponent(requestId)}/tasks`;
    const tasks: TaskRecord[] = [];
    for (let cursor: number | undefined = 0; cursor !== undefined;) {
      const page = (await this.#call('GET', `${path}?cursor=${cursor}`)) as { tasks: TaskRecord[]; cursor?: number };
      tasks.push(...page.tasks);
      ({ cursor } = page);
    }
    return tasks;
  }

  /** What happened in a request since, oldest first; `after` is an event's id, or what ids of a time begin with. */
  async events(requestId: string, after?: string): Promise<RequestEvent[]> {
    const path = `/v1/requests/${encodeURIComponent(requestId)}/events?limit=100`;
    const cursor = after === undefined ? '' : `&cursor=${after}`;
    return ((await this.#call('GET', path + cursor)) as { events: RequestEvent[] }).events;
  }

  async workflows(): Promise<WorkflowSummary[]> {
    return ((await this.#call('GET', '/v1/workflows')) as { workflows: WorkflowSummary[] }).workflows;
  }

  async workflow(name: string): Promise<WorkflowSummary> {
    return (await this.#call('GET', `/v1/workflows/${encodeURIComponent(name)}`)) as WorkflowSummary;
  }

  async deliverable(requestId: string, deliverableId: string): Promise<Deliverable> {
    return (await this.#call('GET', `/v1/requests/${requestId}/deliverables/${deliverableId}`)) as Deliverable;
  }

  async giveFeedback(requestId: string, said: FeedbackBody): Promise<FeedbackView> {
    const path = `/v1/requests/${encodeURIComponent(requestId)}/feedback`;
    return (await this.#call('POST', path, said)) as FeedbackView;
  }

  /** Newest first, a page at a time. */
  async *feedback(of: { kind?: FeedbackKind; status?: FeedbackStatus }): AsyncGenerator<FeedbackView[]> {
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const query = new URLSearchParams({ limit: '100', ...of, ...(cursor === '' ? {} : { cursor }) });
      const page = (await this.#call('GET', `/v1/feedback?${query.toString()}`)) as {
        feedback: FeedbackView[];
        cursor?: string;
      };
      yield page.feedback;
      ({ cursor } = page);
    }
  }

  async readFeedback(feedbackId: string): Promise<FeedbackInFull> {
    return (await this.#call('GET', `/v1/feedback/${encodeURIComponent(feedbackId)}`)) as FeedbackInFull;
  }

  async reviewFeedback(feedbackId: string, decision: 'accept' | 'reject'): Promise<FeedbackView> {
    const path = `/v1/feedback/${encodeURIComponent(feedbackId)}`;
    return (await this.#call('POST', path, { decision })) as FeedbackView;
  }

  async routingMetrics(days: number): Promise<RoutingMetrics> {
    return (await this.#call('GET', `/v1/metrics/routing?days=${days}`)) as RoutingMetrics;
  }

  async #call(method: string, path: string, body?: unknown): Promise<unknown> {
    let response: Response;
    try {
      response = await fetch(`${this.#url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${this.#token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch {
      throw new CliError(`nothing answers at ${this.#url}: start it with "npm start", or name another with --url`);
    }
    const answer = (await response.json()) as { detail?: string; message?: string };
    if (response.ok) return answer;
    if (response.status === 401) throw new CliError(notAccepted(this.#url));
    const reason = printable(answer.detail ?? answer.message ?? '');
    throw new CliError(`${method} ${path} answered ${response.status}: ${reason}`);
  }
}

const notAccepted = (url: string): string =>
  `${url} does not accept the token: --data names the data folder of that server, or BATON_TOKEN a token of its issuer`;
