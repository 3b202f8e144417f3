import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { BatonError, messageOf } from '../core/errors.ts';
import type { ExecutionReader, Executions, Waiting } from '../core/request/ports.ts';
import { executionArnOf } from '../core/request/reconcile.ts';
import { type ExecutionInput, executionName } from '../core/request/request.ts';

/** Executions of coordinate-request, through the Step Functions API. */
export class StepFunctionsExecutions implements Executions, ExecutionReader {
  readonly #client: SFNClient;
  readonly #machineArn: string;

  constructor(client: SFNClient, machineArn: string) {
    this.#client = client;
    this.#machineArn = machineArn;
  }

  async start(input: ExecutionInput): Promise<string> {
    try {
      const { executionArn } = await this.#client.send(
        new StartExecutionCommand({
          stateMachineArn: this.#machineArn,
          name: executionName(input.requestId, input.generation),
          input: JSON.stringify(input),
        }),
      );
      return executionArn ?? executionArnOf(this.#machineArn, input.requestId, input.generation);
    } catch (error) {
      // Closed already: the request has had its execution, and its record says how it ended.
      if (error instanceof ExecutionAlreadyExists) {
        return executionArnOf(this.#machineArn, input.requestId, input.generation);
      }
      throw unavailable(error);
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
