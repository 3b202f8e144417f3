import type { RequestKey, RequestRecord } from '../request/request.ts';
import type { StoppingStatus } from '../request/status.ts';
import type { TaskKey } from '../task/ports.ts';
import type { Result } from '../task/result.ts';
import type { TaskRecord } from '../task/task.ts';

export type Rollback = NonNullable<RequestRecord['rollback']>;

export interface RequestStopper {
  /**
   * Takes a request away from whoever works on it: it gets the status and the next epoch, so that no write of the epoch before
   * counts any more. Undefined when its epoch is another by now, or its status does not allow it.
   */
  stop(
    key: RequestKey,
    of: { epoch: number; status: StoppingStatus; rollback: Rollback; error?: { name: string; message: string } },
  ): Promise<RequestRecord | undefined>;
  /** Counts one more execution of the rollback of this epoch. Undefined when another was counted, or it is over. */
  runAgain(key: RequestKey, of: { epoch: number; run: number }): Promise<RequestRecord | undefined>;
}

export interface RollbackExecutions {
  /** Starts the execution that undoes the request in its epoch; one that runs, or has run, under that name is as good. */
  startRollback(request: RequestRecord): Promise<void>;
}

export interface ExecutionStopper {
  /** Stops the execution of a request and the executions nested in it; those that are over or never were are no matter. */
  stopAll(request: RequestRecord, because: { name: string; message: string }): Promise<void>;
}

/** The writes by which a rollback takes over the tasks of a request; each is one conditional write. */
export interface TaskFence {
  /** Ends a task that nobody started, or that somebody is at: that attempt may not write any more. */
  fence(key: TaskKey, at: string): Promise<TaskRecord | undefined>;
  /** What became of a compensation. Undefined when the task is compensated already, or has nothing to compensate. */
  endCompensation(key: TaskKey, end: CompensationEnd): Promise<TaskRecord | undefined>;
}

export type CompensationEnd =
  | { readonly status: 'compensated'; readonly at: string; readonly compensationResult?: Result }
  | { readonly status: 'dirty'; readonly at: string; readonly compensationError: { name: string; message: string } };

export interface DeliverableWithdrawer {
  /** Marks what a task made as withdrawn, whichever of its attempts made it; the text stays readable. */
  withdraw(key: TaskKey, at: string): Promise<void>;
}
