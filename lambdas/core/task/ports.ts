import type { HandoffRecord } from '../agent/handoff.ts';
import type { RequestKey } from '../request/request.ts';
import type { DeliverableDraft, Result } from './result.ts';
import type { TaskRecord } from './task.ts';

export interface TaskKey extends RequestKey {
  readonly taskId: string;
}

export interface TaskReader {
  /** Strongly consistent. */
  read(key: TaskKey): Promise<TaskRecord | undefined>;
}

export interface TaskLister {
  /** All tasks of a request, in the order they were created. */
  list(key: RequestKey): Promise<TaskRecord[]>;
}

export interface TaskCreator {
  /** Keeps the record unless one of its id is there. */
  create(tenantId: string, task: TaskRecord): Promise<void>;
}

/**
 * The writes of an attempt. Each is one conditional write, so that two attempts can never both win: `start` takes the task
 * over and counts the attempt, `settle` counts only for the attempt that started last.
 */
export interface TaskGate {
  /** Undefined when the task is settled in this round, still waits for others, or is another agent's. */
  start(key: TaskKey, of: { round: number; agentId: string; at: string }): Promise<TaskRecord | undefined>;
  /** Undefined when another attempt, or a rollback, has taken the task over. */
  settle(key: TaskKey, attempt: number, end: TaskEnd): Promise<TaskRecord | undefined>;
  /** Settles a task as failed whoever holds it, and fences that attempt. Nothing happens when it is settled already. */
  abandon(key: TaskKey, of: { at: string; error: { name: string; message: string } }): Promise<void>;
  /** Records that an attempt came to its end without having settled the task: its function is not at work any more. */
  noteEnd(key: TaskKey, attempt: number): Promise<void>;
}

export type TaskEnd =
  | { readonly status: 'completed'; readonly at: string; readonly result: Result; readonly completionSeq: number }
  | { readonly status: 'skipped'; readonly at: string }
  | {
      readonly status: 'failed';
      readonly at: string;
      readonly error: { readonly name: string; readonly message: string };
      readonly result?: Result;
    };

export interface TaskDependencies {
  /**
   * Tells a task that one it waits for is settled. Told again, nothing changes. Answers the task as it is then, or undefined
   * when there is no such task.
   */
  tell(key: TaskKey, settled: { taskId: string; completed: boolean }): Promise<TaskRecord | undefined>;
}

export interface CompletionCounter {
  /** The next number in the order of completion within the request. */
  next(key: RequestKey): Promise<number>;
}

/** Something an agent made, as it is kept. */
export interface Deliverable {
  readonly deliverableId: string;
  readonly taskId: string;
  readonly agentId: string;
  readonly title: string;
  readonly kind: DeliverableDraft['kind'];
  /** Markdown. */
  readonly content: string;
  readonly createdAt: string;
  /** It came of undoing the task. */
  readonly undoes?: boolean;
  /** When a rollback withdrew it. */
  readonly withdrawnAt?: string;
}

export interface DeliverableWriter {
  write(key: RequestKey, deliverable: Deliverable): Promise<void>;
}

export interface DeliverableReader {
  read(key: RequestKey, deliverableId: string): Promise<Deliverable | undefined>;
}

export interface HandoffWriter {
  /** There is one from a task to another: that of a later attempt takes the place of an earlier one's. */
  write(key: RequestKey, handoff: HandoffRecord): Promise<void>;
}

export interface HandoffLister {
  /** All handoffs of a request, in the order they were made. */
  list(key: RequestKey): Promise<HandoffRecord[]>;
}
