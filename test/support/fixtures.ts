import type { HandoffRecord } from '../../lambdas/core/agent/handoff.ts';
import type { AgentContext, Provider, ProviderAnswer, ProviderCall } from '../../lambdas/core/agent/provider.ts';
import { parseRegistry, type Registry } from '../../lambdas/core/agent/registry.ts';
import { isoTime } from '../../lambdas/core/clock.ts';
import type { FeedbackRecord } from '../../lambdas/core/feedback/feedback.ts';
import { type Verification, type VerificationLine, verificationLines } from '../../lambdas/core/request/checklist.ts';
import type { Caller, RequestRecord } from '../../lambdas/core/request/request.ts';
import { isStopping, type MovableStatus, requestStatuses } from '../../lambdas/core/request/status.ts';
import type { Route } from '../../lambdas/core/routing/route.ts';
import type { Session } from '../../lambdas/core/session/session.ts';
import type { AgentCall } from '../../lambdas/core/task/call.ts';
import { noUsage, type Result, type ResultBody } from '../../lambdas/core/task/result.ts';
import type { TaskRecord } from '../../lambdas/core/task/task.ts';
import { aResult as aResultBody, aReviewer, anAgent } from './provider-calls.ts';

export { aResultBody, anAgent };

/** The statuses that a request comes to by itself. */
export const movableStatuses = requestStatuses.filter(
  (status): status is MovableStatus => status !== 'received' && !isStopping(status),
);

/** When the tests' clocks start, milliseconds since the epoch. */
export const dawn = Date.parse('2026-03-02T09:00:00.000Z');

export const ada: Caller = { tenantId: 'acme', userId: 'ada' };

export function aSession(changes: Partial<Session> = {}): Session {
  return {
    ...ada,
    sessionId: 's1',
    title: 'Telnet',
    createdAt: isoTime(dawn),
    ...changes,
  };
}

export function aRequest(changes: Partial<RequestRecord> = {}): RequestRecord {
  return {
    ...ada,
    requestId: 'r1',
    sessionId: 's1',
    text: 'Refuse telnet on the lab switch',
    priority: 'normal',
    status: 'received',
    generation: 1,
    epoch: 0,
    createdAt: isoTime(dawn),
    updatedAt: isoTime(dawn),
    ...changes,
  };
}

export function aRoute(changes: Partial<Route> = {}): Route {
  return {
    mode: 'single',
    agents: ['network-expert'],
    steps: [],
    domain: 'network',
    intent: 'action',
    complexity: 'simple',
    indicators: [],
    confidence: 0.9,
    decidedBy: 'rules',
    reasons: ['it names a switch'],
    expects: 'A rule that refuses telnet',
    ...changes,
  };
}

export function aTask(changes: Partial<TaskRecord> = {}): TaskRecord {
  return {
    taskId: 't1',
    agentId: 'network-expert',
    requestId: 'r1',
    instruction: 'Refuse telnet on the lab switch',
    intent: 'action',
    expects: 'A rule that refuses telnet',
    dependsOn: [],
    generation: 1,
    round: 0,
    status: 'waiting',
    attempt: 0,
    createdAt: isoTime(dawn),
    ...changes,
  };
}

/** A result as the journal keeps it. */
export function aResult(changes: Partial<Result> = {}): Result {
  return {
    ...aResultBody(),
    deliverables: [],
    usage: noUsage,
    provider: 'offline',
    startedAt: isoTime(dawn),
    endedAt: isoTime(dawn + 1_000),
    ...changes,
  };
}

/** A checklist on which all is well, but for what is given. */
export function aVerification(
  answers: Partial<Record<VerificationLine, 'yes' | 'no' | 'not applicable'>> = {},
): Verification {
  return {
    at: isoTime(dawn),
    answers: (Object.keys(verificationLines) as VerificationLine[]).map((line) => ({
      line,
      answer: answers[line] ?? 'yes',
      evidence: 'it was looked at',
      by: { kind: 'rule', name: 'results' },
    })),
  };
}

/** What passed from t1 to t2, verified. */
export function aHandoff(changes: Partial<HandoffRecord> = {}): HandoffRecord {
  return {
    fromAgent: 'network-expert',
    toAgent: 'storage-expert',
    taskId: 't2',
    context: { completedWork: 'A rule.', remainingWork: 'A share.', constraints: [], dependencies: ['r1/tasks/t1'] },
    successCriteria: 'A share that is refused to telnet',
    estimatedTime: 5,
    escalationConditions: [],
    fromTask: 't1',
    attempt: 1,
    at: isoTime(dawn),
    verified: true,
    verification: ['task t1 is completed', 'its result is in the journal'],
    ...changes,
  };
}

/** What Ada says of r1: that it was not the network expert's. */
export function aFeedback(changes: Partial<FeedbackRecord> = {}): FeedbackRecord {
  return {
    ...ada,
    feedbackId: 'r1-00000000000000000001',
    requestId: 'r1',
    kind: 'misrouted',
    to: 'storage-expert',
    givenAt: isoTime(dawn),
    decision: { label: 'network-expert', mode: 'single', decidedBy: 'rules', confidence: 0.9 },
    answers: [],
    status: 'open',
    ...changes,
  };
}

export function anAgentCall(changes: Partial<AgentCall> = {}): AgentCall {
  return {
    schema: 1,
    tenantId: ada.tenantId,
    requestId: 'r1',
    generation: 1,
    taskId: 't1',
    action: 'run',
    round: 0,
    deadline: dawn + 300_000,
    ...changes,
  };
}

export function aContext(changes: Partial<AgentContext> = {}): AgentContext {
  return { history: [], priorWork: [], ...changes };
}

/** Two experts and the reviewer. */
export function aRegistry(): Registry {
  return parseRegistry([
    anAgent({ limits: { timeoutSeconds: 240 } }),
    anAgent({ id: 'storage-expert', title: 'Storage expert' }),
    aReviewer(),
  ]);
}

export interface ScriptedProvider extends Provider {
  /** What it was called with, in order. */
  readonly calls: ProviderCall[];
}

/** A provider that does, call by call, what the script says; its last line goes for all further calls. */
export function scriptedProvider(
  ...script: ((call: ProviderCall) => ResultBody | ProviderAnswer | Promise<ResultBody | ProviderAnswer>)[]
): ScriptedProvider {
  const calls: ProviderCall[] = [];
  return {
    name: 'offline',
    calls,
    async run(call) {
      calls.push(call);
      const line = script[Math.min(calls.length, script.length) - 1] ?? (() => aResultBody());
      const answer = await line(call);
      return 'body' in answer ? answer : { body: answer, usage: noUsage };
    },
  };
}
