import type { Message } from '../session/message.ts';
import type { ResultBody, Usage } from '../task/result.ts';
import type { TaskRecord, TaskSpec } from '../task/task.ts';
import type { AgentDefinition } from './definition.ts';

export const providerNames = ['offline', 'openai-compatible', 'bedrock'] as const;
export type ProviderName = (typeof providerNames)[number];

/** A finished piece of work that a task builds on, or reviews. */
export interface PriorWork {
  readonly taskId: string;
  readonly agentId: string;
  readonly instruction: string;
  readonly expects: string;
  readonly result: ResultBody;
  readonly deliverables: readonly { readonly title: string; readonly content: string }[];
}

/** A task of the request as whoever combines results sees it: what it was, how it ended, and what came of it. */
export type TaskOutcome = Pick<
  TaskRecord,
  'taskId' | 'agentId' | 'instruction' | 'dependsOn' | 'planning' | 'status' | 'result' | 'error'
>;

/** All of a request: what was asked in the user's words, and each task that was done or not done for it. */
export interface WholeRequest {
  readonly requestId: string;
  readonly text: string;
  readonly tasks: readonly TaskOutcome[];
}

/** Somebody to whom a plan may give work. */
export interface Colleague {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly domain?: string;
}

/** All that an agent knows at work. It is read from the table at each call; nothing is kept between calls. */
export interface AgentContext {
  /** The last messages of the session, oldest first, at most 50; the instruction itself is in the task. */
  readonly history: readonly Message[];
  readonly priorWork: readonly PriorWork[];
  /** What those before it pass on, in at most 100 words. */
  readonly handoff?: string;
  /** Why the task is done once more: what the review of the round before found wrong. */
  readonly rework?: string;
  /** There for a task that combines the results of all others, and for the review of one. */
  readonly whole?: WholeRequest;
  /** There when the task is to be undone: the result it builds on is its own. */
  readonly undoing?: true;
  /** Who may be given work, when a plan is wanted. */
  readonly colleagues?: readonly Colleague[];
}

export interface ProviderCall {
  readonly agent: AgentDefinition;
  readonly task: TaskSpec;
  readonly context: AgentContext;
  /** Goes with every call outside, so that a repeated attempt is recognized there. */
  readonly idempotencyKey: string;
  /** Aborted when the time box is over. */
  readonly signal: AbortSignal;
}

export interface ProviderAnswer {
  readonly body: ResultBody;
  readonly usage: Usage;
}

/**
 * Who does an agent's thinking.
 *
 * @throws ModelThrottled, ModelUnavailable, ModelTimeout (worth a retry), ModelRejected, AgentOutputInvalid (not)
 */
export interface Provider {
  readonly name: ProviderName;
  run(call: ProviderCall): Promise<ProviderAnswer>;
}
