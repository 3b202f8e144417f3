import type { HandoffRecord } from '../agent/handoff.ts';
import type { EscalationCheck, Verification } from '../request/checklist.ts';
import type { RequestRecord } from '../request/request.ts';
import { isEnded, type RequestStatus } from '../request/status.ts';
import { sessionTitle } from '../session/session.ts';
import { isPlanning, isWork, type TaskRecord, type TaskStatus } from '../task/task.ts';
import { combinedIn } from './combined.ts';

/** What became of a request's tasks so far. */
export interface Report {
  readonly requestId: string;
  readonly status: RequestStatus;
  readonly title: string;
  /** All of it together, where somebody combined the results. */
  readonly summary?: string;
  /** For a person: who reviewed the summary with what verdict, or why there is none. */
  readonly verdict: readonly string[];
  /** Whoever made the plan comes first. */
  readonly agents: readonly AgentPart[];
  readonly integrations: readonly Integration[];
  readonly deliverables: readonly {
    readonly id: string;
    readonly title: string;
    readonly path: string;
    /** Whether a rollback withdrew it; it can still be read. */
    readonly withdrawn?: true;
  }[];
  readonly nextSteps: readonly string[];
  /** Why and how it is undone, or was. */
  readonly rollback?: NonNullable<RequestRecord['rollback']>;
  /** What was answered before it was given to the architect, and before it was closed. */
  readonly escalation?: EscalationCheck;
  readonly verification?: Verification;
}

/** One agent's part in it. */
export interface AgentPart {
  readonly taskId: string;
  readonly agentId: string;
  readonly status: TaskStatus;
  /** What it was to do, in one line. */
  readonly title: string;
  /** Whether the outcome is short of what was wanted. */
  readonly degraded?: true;
  /** Of a task that was undone, or could not be: how it had ended before. */
  readonly endedAs?: 'completed' | 'failed' | 'fenced';
  /** Whether it planned the other tasks. */
  readonly planning?: true;
  /** The tasks it builds on that were not completed. */
  readonly unmet?: readonly string[];
  /** What came of it, or what stopped it. */
  readonly outcome?: string;
}

/** One edge of the plan: work of one task that another builds on. It holds when the receiver verified that the work was there. */
export interface Integration {
  readonly fromTask: string;
  readonly fromAgent: string;
  readonly toTask: string;
  readonly toAgent: string;
  /** Absent as long as nothing was handed over. */
  readonly verified?: boolean;
  readonly verification: readonly string[];
}

/** Reports on a request, at any moment. What combines or reviews results is no part of the work. */
export function reportOf(
  request: RequestRecord,
  tasks: readonly TaskRecord[],
  handoffs: readonly HandoffRecord[],
): Report {
  const own = tasks.filter(isWork);
  const work = [...own.filter(isPlanning), ...own.filter((task) => !isPlanning(task))];
  const combined = combinedIn(request, tasks);
  // Whoever combines the results names each step once; what nobody accepted replaces nothing.
  const digest = combined.accepted ? (combined.result?.nextSteps ?? []) : [];
  return {
    requestId: request.requestId,
    status: request.status,
    title: sessionTitle(request.text),
    ...(combined.result === undefined ? {} : { summary: combined.result.outcome }),
    verdict: wantsCombining(request, work) ? combined.verdict : [],
    agents: work.map(partOf),
    integrations: integrationsOf(work, handoffs),
    deliverables: [
      ...(combined.result?.deliverables ?? []).map((one) => linked(request, one)),
      ...work.flatMap((task) => madeBy(request, task)),
    ],
    // What is undone is nothing to go on from.
    nextSteps: request.rollback === undefined ? nextStepsOf(work, digest) : [],
    ...(request.rollback === undefined ? {} : { rollback: request.rollback }),
    ...(request.escalation === undefined ? {} : { escalation: request.escalation }),
    // What is undone was verified as it stood before.
    ...(request.verification === undefined || request.rollback !== undefined
      ? {}
      : { verification: request.verification }),
  };
}

type Made = Report['deliverables'][number];

function linked({ requestId }: RequestRecord, { id, title }: { id: string; title: string }): Made {
  return { id, title, path: `/v1/requests/${requestId}/deliverables/${id}` };
}

/** What a task made, and what undoing it did. */
function madeBy(request: RequestRecord, { status, result, compensationResult }: TaskRecord): Made[] {
  const withdrawn = status === 'compensated' ? { withdrawn: true as const } : {};
  return [
    ...(result?.deliverables ?? []).map((one) => ({ ...linked(request, one), ...withdrawn })),
    ...(compensationResult?.deliverables ?? []).map((one) => linked(request, one)),
  ];
}

function nextStepsOf(work: readonly TaskRecord[], digest: readonly string[]): readonly string[] {
  return digest.length > 0 ? digest : [...new Set(work.flatMap(({ result }) => result?.nextSteps ?? []))];
}

/** The results of several are combined when all of them are there; one expert's stands for itself. */
function wantsCombining({ status, route }: RequestRecord, work: readonly TaskRecord[]): boolean {
  return isEnded(status) && route?.mode !== 'single' && !work.every(isPlanning);
}

function partOf(task: TaskRecord): AgentPart {
  const { taskId, agentId, status, result, error } = task;
  const outcome = result?.outcome ?? error?.message;
  return {
    taskId,
    agentId,
    status,
    title: sessionTitle(task.instruction),
    ...(result?.status === 'degraded' ? { degraded: true } : {}),
    ...(status === 'compensated' || status === 'dirty' ? { endedAs: endOf(task) } : {}),
    ...(isPlanning(task) ? { planning: true } : {}),
    ...(task.failedDeps === undefined ? {} : { unmet: task.failedDeps }),
    ...(outcome === undefined ? {} : { outcome }),
  };
}

function endOf({ completionSeq, error }: TaskRecord): 'completed' | 'failed' | 'fenced' {
  if (completionSeq !== undefined) return 'completed';
  return error === undefined ? 'fenced' : 'failed';
}

function integrationsOf(work: readonly TaskRecord[], handoffs: readonly HandoffRecord[]): Integration[] {
  const byId = new Map(work.map((task) => [task.taskId, task]));
  const byEdge = new Map(handoffs.map((handoff) => [`${handoff.fromTask} ${handoff.taskId}`, handoff]));
  return work.flatMap((to) =>
    [...new Set(to.dependsOn)].flatMap((id): Integration[] => {
      const from = byId.get(id);
      if (from === undefined) return [];
      const handoff = byEdge.get(`${id} ${to.taskId}`);
      return [
        {
          fromTask: id,
          fromAgent: from.agentId,
          toTask: to.taskId,
          toAgent: to.agentId,
          ...(handoff === undefined ? {} : { verified: handoff.verified }),
          verification: handoff?.verification ?? [],
        },
      ];
    }),
  );
}
