import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
  ValidationException,
} from '@aws-sdk/client-sfn';
import { BatonError, messageOf } from '../core/errors.ts';
import type { ExecutionReader, Executions, Waiting } from '../core/request/ports.ts';
import { executionArnOf } from '../core/request/reconcile.ts';
import { type ExecutionInput, executionName, type RequestRecord } from '../core/request/request.ts';
import type { ExecutionStopper, RollbackExecutions } from '../core/rollback/ports.ts';
import { rollbackInput, rollbackName } from '../core/rollback/rollback.ts';

/** The machines of a request; only whoever stops requests needs to know those that run nested in it. */
export interface RequestMachineArns {
  readonly coordinate: string;
  readonly rollBack: string;
  readonly runPlan?: string;
  /** What the ARN of every workflow's machine begins with. */
  readonly workflowPrefix?: string;
}

/** The executions of requests, through the Step Functions API. */
export class StepFunctionsExecutions implements Executions, ExecutionReader, ExecutionStopper, RollbackExecutions {
  readonly #client: SFNClient;
  readonly #machines: RequestMachineArns;

  constructor(client: SFNClient, machines: RequestMachineArns) {
    this.#client = client;
    this.#machines = machines;
  }

  async start(input: ExecutionInput): Promise<string> {
    const name = executionName(input.requestId, input.generation);
    await this.#start(this.#machines.coordinate, name, input);
    return executionArnOf(this.#machines.coordinate, name);
  }

  async startRollback(request: RequestRecord): Promise<void> {
    await this.#start(this.#machines.rollBack, rollbackName(request), rollbackInput(request));
  }

  /**
   * The request's own execution first: stopping it stops what is nested in it, as far as that succeeds. What its first try
   * started is stopped by name as well; anything else finds its tasks fenced.
   */
  async stopAll(request: RequestRecord, { name, message }: { name: string; message: string }): Promise<void> {
    const { requestId, generation, route } = request;
    const { coordinate, runPlan, workflowPrefix } = this.#machines;
    const own = executionName(requestId, generation);
    const nested =
      route?.workflow === undefined
        ? runPlan && executionArnOf(runPlan, `${own}-plan-0-0`)
        : workflowPrefix && executionArnOf(`${workflowPrefix}${route.workflow}`, `${own}-workflow-0-0`);
    for (const executionArn of [executionArnOf(coordinate, own), nested]) {
      if (executionArn === undefined || executionArn === '') continue;
      try {
        await this.#client.send(new StopExecutionCommand({ executionArn, error: name, cause: message }));
      } catch (error) {
        // An execution that is over need not be stopped; whether that is an error is not documented.
        const over = error instanceof ExecutionDoesNotExist || error instanceof ValidationException;
        if (!over) throw unavailable(error);
      }
    }
  }

  /** Under a name that has run, or runs, nothing is started: the request has had its execution. */
  async #start(stateMachineArn: string, name: string, input: object): Promise<void> {
    try {
      await this.#client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw unavailable(error);
    }
  }

  async describe(executionArn: string): Promise<{ status: string; error?: string; cause?: string } | undefined> {
    try {
      const { status, error, cause } = await this.#client.send(new DescribeExecutionCommand({ executionArn }));
      return {
        status: status ?? 'RUNNING',
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
      };
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return undefined;
      throw unavailable(error);
    }
  }
}

/** The tokens of tasks that wait for a person. */
export class TaskTokens implements Waiting {
  readonly #client: SFNClient;

  constructor(client: SFNClient) {
    this.#client = client;
  }

  async release(token: string, output: Record<string, unknown>): Promise<boolean> {
    try {
      await this.#client.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify(output) }));
      return true;
    } catch (error) {
      const gone = error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken;
      if (gone) return false;
      throw unavailable(error);
    }
  }
}

function unavailable(error: unknown): BatonError {
  return new BatonError('StoreUnavailable', `Step Functions did not take the call: ${messageOf(error)}`, {
    cause: error,
  });
}
