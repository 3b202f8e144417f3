import { type Clock, isoTime } from '../clock.ts';
import type { AuditTrail } from '../audit/audit.ts';
import type { Registry } from '../agent/registry.ts';
import { BatonError } from '../errors.ts';
import { type EventAppender, recordEvent } from '../events/event.ts';
import { bucketOf } from '../metrics/histogram.ts';
import type { MetricsCounter } from '../metrics/ports.ts';
import { coordinatorName } from '../request/ask.ts';
import { answersOf, type EscalationCheck } from '../request/checklist.ts';
import { answersTo, questionId, sayAnswer } from '../request/question.ts';
import { isUnderWay } from '../request/status.ts';
import type { QuestionStore, RequestMover, RequestReader } from '../request/ports.ts';
import { requestDeadline, type RequestKey, type RequestRecord } from '../request/request.ts';
import type { MessageAppender } from '../session/session.ts';
import type { TaskFence } from '../rollback/ports.ts';
import type { TaskCreator } from '../task/ports.ts';
import type { TaskSpec } from '../task/task.ts';
import type { WorkflowInput, Workflows } from '../planning/workflow.ts';
import { planOfRoute } from '../planning/plan-of-route.ts';
import { writePlan } from '../planning/write-plan.ts';
import type { Consultation } from './advice.ts';
import { decideRoute, type DecideRoutePorts } from './decide-route.ts';
import { initialReply } from './delegation.ts';
import { checkEscalation } from './escalation-check.ts';
import type { Route } from './route.ts';

export interface RouteRequestPorts extends DecideRoutePorts {
  readonly clock: Clock;
  readonly registry: Registry;
  readonly workflows: DecideRoutePorts['workflows'] & Pick<Workflows, 'inputFrom'>;
  readonly requests: RequestReader & RequestMover;
  readonly questions: QuestionStore;
  readonly tasks: TaskCreator & TaskFence;
  readonly messages: MessageAppender;
  readonly audit: AuditTrail;
  readonly metrics: MetricsCounter;
  readonly eventLog: EventAppender;
}

/** What the state machine learns of a route: enough to choose the next state, never the reasons. */
export interface RouteAnswer {
  /** `unsure`: a model is to be asked before it is decided. */
  readonly mode: Route['mode'] | 'unsure';
  /** What is to be done, in the order of the route, the planning alone where the architect plans it; `timeoutSeconds` is the time box of an attempt. */
  readonly tasks: readonly { readonly taskId: string; readonly agentId: string; readonly timeoutSeconds: number }[];
  /** When the whole request must be over, milliseconds since the epoch. */
  readonly deadline: number;
  /** The workflow that the request names, or empty, with its input. */
  readonly workflow: string;
  readonly input: WorkflowInput;
  /** Whether what was completed is kept when something fails. */
  readonly keeps: boolean;
  /** Who is first, or empty. */
  readonly first: string;
  /** The id of the question, when the user has to be asked. */
  readonly questionId: string;
}

/**
 * Routes a request and writes the decision down.
 *
 * 1. The request is read, with the answers that the user gave so far; the last one is put in the conversation, in case
 *    whoever took it was interrupted before.
 * 2. The router decides on all the words, and on what a model said of them. Where a model is to be asked first, this is all:
 *    nothing is written yet.
 * 3. Before the architect is given anything, the checklist of an escalation is answered.
 * 4. The tasks of the route are written, and the user is told who takes it.
 * 5. The request moves to `running` with its route; the route is in its history, counted and audited.
 *
 * @param consultation what came of asking a model
 * @throws RequestUnknown, RequestClosed
 */
export async function routeRequest(
  ports: RouteRequestPorts,
  key: RequestKey,
  executionArn: string,
  consultation?: Consultation,
): Promise<RouteAnswer> {
  const request = await ports.requests.read(key);
  if (request === undefined) throw new BatonError('RequestUnknown', `request ${key.requestId} is not in the journal`);
  if (!isUnderWay(request.status)) {
    throw new BatonError(
      'RequestClosed',
      `request ${key.requestId} is ${request.status} and cannot be routed any more`,
    );
  }
  const answered = await answersTo(ports.questions, request);
  const last = answered.at(-1);
  const said = last === undefined ? undefined : await sayAnswer(ports, request, last);
  const answers = answered.map(({ answer }) => answer);
  const started = ports.clock();
  const route = decideRoute(ports, request, answers, consultation);
  const words = [request.text, ...answers].join('\n\n');
  if (route === undefined) return answerOf(ports, request, answers.length, words);
  const escalation = checkEscalation(route, isoTime(started));
  // Routed again, it is routed later; what it was routed on stays the same.
  const since = said?.createdAt ?? request.createdAt;
  if (escalation !== undefined) await recordEscalation(ports, request, escalation, since);
  const domainOf = (agentId: string): string | undefined => ports.registry.byId(agentId)?.routing.domain;
  const precautionary = escalation?.precautionary === true;
  const plan = hasTasks(route) ? planOfRoute(route, { request: words, precautionary, domainOf }) : [];
  if (plan.length > 0) await writePlan(ports, request, plan, started);
  // Who names a workflow knows who takes it.
  if (plan.length > 0 || (route.mode === 'workflow' && request.workflow === undefined)) {
    await ports.messages.append(request, {
      writeId: `${key.requestId}.routed-${answers.length}`,
      since: request.createdAt,
      role: 'assistant',
      text: initialReply(route, ports.registry, words),
      author: coordinatorName,
      requestId: key.requestId,
    });
  }
  const { mode, agents, confidence, decidedBy } = route;
  await recordEvent(ports, request, {
    type: 'request.routed',
    at: isoTime(ports.clock()),
    since,
    detail: { mode, agents, confidence, decidedBy },
  });
  // What was asked has its answer by now, also when whoever gave it was interrupted before saying so here.
  await ports.requests.move(key, {
    status: 'running',
    route,
    executionArn,
    question: null,
    ...(escalation === undefined ? {} : { escalation }),
  });
  const durationMs = ports.clock() - started + (consultation?.durationMs ?? 0);
  await recordDecision(ports, request, route, answers.length, durationMs);
  return answerOf(ports, request, answers.length, words, route, plan);
}

function answerOf(
  ports: RouteRequestPorts,
  request: RequestRecord,
  answered: number,
  words: string,
  route?: Route,
  plan: readonly TaskSpec[] = [],
): RouteAnswer {
  return {
    mode: route?.mode ?? 'unsure',
    tasks: plan.map(({ taskId, agentId }) => {
      const { timeoutSeconds } = ports.registry.require(agentId).limits;
      return { taskId, agentId, timeoutSeconds };
    }),
    keeps: request.onFailure === 'keep',
    deadline: requestDeadline(request),
    first: route?.agents[0] ?? '',
    workflow: route?.workflow ?? '',
    input: request.workflow?.input ?? inputFor(ports, route, words),
    questionId: questionId(request.requestId, answered + 1),
  };
}

const inputFor = ({ workflows }: RouteRequestPorts, route: Route | undefined, words: string): WorkflowInput =>
  route?.workflow === undefined ? {} : workflows.inputFrom(route.workflow, words);

/** The modes whose tasks follow from the route itself; of an escalated request it is the planning. */
function hasTasks({ mode }: Route): boolean {
  return mode === 'single' || mode === 'sequential' || mode === 'escalate';
}

async function recordEscalation(
  ports: Pick<RouteRequestPorts, 'eventLog'>,
  request: RequestRecord,
  escalation: EscalationCheck,
  since: string,
): Promise<void> {
  const { at, precautionary } = escalation;
  await recordEvent(ports, request, {
    type: 'checklist.escalation',
    at,
    since,
    detail: { ...answersOf(escalation), precautionary },
  });
}

/** A decision made again, by a retry, is counted once; one whose first writer was interrupted here may not be counted. */
async function recordDecision(
  ports: RouteRequestPorts,
  request: RequestRecord,
  route: Route,
  answered: number,
  durationMs: number,
): Promise<void> {
  const first = await ports.audit.record(request, {
    eventType: 'request.routed',
    key: `routed-${answered}`,
    operation: `route:${route.mode}`,
    input: request.text,
    output: JSON.stringify(route),
    success: true,
  });
  if (!first) return;
  const name = route.mode === 'single' ? (route.agents[0] ?? route.mode) : route.mode;
  await ports.metrics.count(
    request.tenantId,
    { kind: 'route', name },
    { decisions: 1, durationMs, [bucketOf(durationMs)]: 1, ...route.usage },
  );
}
