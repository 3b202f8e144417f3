import type { AgentDefinition } from '../core/agent/definition.ts';
import type { FeedbackRecord } from '../core/feedback/feedback.ts';
import type { RequestRecord } from '../core/request/request.ts';
import type { Session } from '../core/session/session.ts';
import type { TaskRecord } from '../core/task/task.ts';

/** What a client sees of each record: no tenant (the token has it), no tokens, nothing of the table's own. */
export function requestView(request: RequestRecord) {
  const { tenantId: _tenant, epoch: _epoch, ...view } = request;
  return {
    ...view,
    links: { self: `/v1/requests/${request.requestId}`, session: `/v1/sessions/${request.sessionId}` },
  };
}

/** How much of a request's text a list shows. */
const listedText = 200;

/** A request in a list: enough to know it by. */
export function requestSummary({
  requestId,
  sessionId,
  userId,
  text,
  priority,
  status,
  route,
  error,
  createdAt,
  endedAt,
}: RequestRecord) {
  return {
    requestId,
    sessionId,
    userId,
    text: text.length > listedText ? `${text.slice(0, listedText - 1).toWellFormed()}…` : text,
    priority,
    status,
    ...(route === undefined ? {} : { mode: route.mode, agents: route.agents }),
    ...(error === undefined ? {} : { error }),
    createdAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    links: { self: `/v1/requests/${requestId}` },
  };
}

/** @param agentStatus how its agent is doing, or came out of it; undefined when nobody is at work on it yet */
export function taskView(task: TaskRecord, agentStatus: unknown) {
  const made = [...(task.result?.deliverables ?? []), ...(task.compensationResult?.deliverables ?? [])];
  const links = made.map(({ id }) => `/v1/requests/${task.requestId}/deliverables/${id}`);
  const { awaitToken: _token, ...view } = task;
  return { ...view, ...(agentStatus === undefined ? {} : { agentStatus }), links: { deliverables: links } };
}

export function sessionView({ tenantId: _tenant, ...view }: Session) {
  return view;
}

/** A feedback in a list; what the user had answered before is long, and read with the feedback alone. */
export function feedbackView({ tenantId: _tenant, answers: _answers, ...view }: FeedbackRecord) {
  const links = { self: `/v1/feedback/${view.feedbackId}`, request: `/v1/requests/${view.requestId}` };
  return { ...view, links };
}

/** What an agent is and may do; its prompt and runbooks are its own. */
export function agentView(agent: AgentDefinition) {
  const { prompt: _prompt, playbook: _playbook, routing: _routing, tools: _tools, offline: _offline, ...view } = agent;
  return view;
}
