/**
 * The public surface, as data: the gateway's routes are made from it, the API function dispatches on it, and tests walk it.
 * A path is written as API Gateway writes it, with `{id}` for what varies.
 */
export interface ApiRoute {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: `/v1/${string}`;
  /** Whether anybody may call it without a token. */
  readonly open?: true;
  readonly summary: string;
}

export const apiRoutes = {
  submitRequest: {
    method: 'POST',
    path: '/v1/requests',
    summary: 'Send a request, in plain words or by the name of a workflow',
  },
  listRequests: { method: 'GET', path: '/v1/requests', summary: 'List requests, newest first' },
  getRequest: { method: 'GET', path: '/v1/requests/{id}', summary: 'Read a request; ?wait=20 waits for its end' },
  listTasks: { method: 'GET', path: '/v1/requests/{id}/tasks', summary: 'List what was done for a request' },
  listEvents: {
    method: 'GET',
    path: '/v1/requests/{id}/events',
    summary: 'List what happened in a request, oldest first',
  },
  listHandoffs: {
    method: 'GET',
    path: '/v1/requests/{id}/handoffs',
    summary: 'List what passed from agent to agent, and how it was verified',
  },
  getReport: {
    method: 'GET',
    path: '/v1/requests/{id}/report',
    summary: 'Read the report on a request, at any moment',
  },
  answerRequest: {
    method: 'POST',
    path: '/v1/requests/{id}/messages',
    summary: 'Answer the question a request waits on, or ask how it stands',
  },
  checkStatus: {
    method: 'POST',
    path: '/v1/requests/{id}/status-check',
    summary: 'Look how a request stands, and follow up what holds it up',
  },
  cancelRequest: {
    method: 'POST',
    path: '/v1/requests/{id}/cancel',
    summary: 'Cancel a request and undo what it did',
  },
  rollBackRequest: {
    method: 'POST',
    path: '/v1/requests/{id}/roll-back',
    summary: 'Undo a request that is over, or what of it stayed dirty',
  },
  getDeliverable: {
    method: 'GET',
    path: '/v1/requests/{id}/deliverables/{deliverableId}',
    summary: 'Read something an agent made',
  },
  giveFeedback: {
    method: 'POST',
    path: '/v1/requests/{id}/feedback',
    summary: 'Say how a request was routed and done',
  },
  listFeedback: { method: 'GET', path: '/v1/feedback', summary: 'List what was said about requests, newest first' },
  getFeedback: { method: 'GET', path: '/v1/feedback/{id}', summary: 'Read one feedback, with the words it is about' },
  reviewFeedback: { method: 'POST', path: '/v1/feedback/{id}', summary: 'Accept or reject a feedback' },
  createSession: { method: 'POST', path: '/v1/sessions', summary: 'Begin a conversation' },
  listSessions: { method: 'GET', path: '/v1/sessions', summary: 'List your conversations, newest first' },
  getSession: { method: 'GET', path: '/v1/sessions/{id}', summary: 'Read a conversation' },
  deleteSession: { method: 'DELETE', path: '/v1/sessions/{id}', summary: 'Delete a conversation' },
  listMessages: { method: 'GET', path: '/v1/sessions/{id}/messages', summary: 'List the messages of a conversation' },
  listWorkflows: { method: 'GET', path: '/v1/workflows', summary: 'List the workflows' },
  getWorkflow: { method: 'GET', path: '/v1/workflows/{name}', summary: 'Read one workflow' },
  listAgents: { method: 'GET', path: '/v1/agents', summary: 'List the registered agents' },
  getAgent: { method: 'GET', path: '/v1/agents/{id}', summary: 'Read one agent' },
  routingMetrics: {
    method: 'GET',
    path: '/v1/metrics/routing',
    summary: 'Read how good the routing was over the last ?days=',
  },
  health: { method: 'GET', path: '/v1/health', open: true, summary: 'Tell whether the service works' },
} as const satisfies Record<string, ApiRoute>;

export type ApiRouteName = keyof typeof apiRoutes;
