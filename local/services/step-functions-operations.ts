import {
  pageOf,
  parseJson,
  ServiceError,
  type Engine,
  type ExecutionDescription,
  type ExecutionStatus,
  type Json,
  type JsonObject,
  type MachineDescription,
} from '../engine/index.ts';
import { historyEventBody } from './step-functions-events.ts';

type Operation = (engine: Engine, request: JsonObject) => JsonObject | Promise<JsonObject>;

const STATUSES: readonly string[] = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'];

/** The operations of the API that the engine offers. https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  async StartExecution(engine, request) {
    const { executionArn, startDate } = await engine.startExecution({
      stateMachineArn: arnOf(request, 'stateMachineArn'),
      ...optional(request, 'name'),
      ...optional(request, 'input'),
    });
    return { executionArn, startDate: seconds(startDate) };
  },
  async StopExecution(engine, request) {
    const { stopDate } = await engine.stopExecution({
      executionArn: arnOf(request, 'executionArn'),
      ...failure(request),
    });
    return { stopDate: seconds(stopDate) };
  },
  DescribeExecution(engine, request) {
    const description = engine.describeExecution(arnOf(request, 'executionArn'));
    const { input, output, error, cause } = description;
    return {
      ...listed(description),
      input,
      inputDetails: { included: true },
      redriveCount: 0,
      ...(output !== undefined && { output, outputDetails: { included: true } }),
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
    };
  },
  ListExecutions(engine, request) {
    const { statusFilter } = optional(request, 'statusFilter');
    if (statusFilter !== undefined && !STATUSES.includes(statusFilter))
      throw invalid(`statusFilter must be one of ${STATUSES.join(', ')}`);
    const status = statusFilter === undefined ? {} : { statusFilter: statusFilter as ExecutionStatus };
    const { items, nextToken } = engine.listExecutions({
      stateMachineArn: arnOf(request, 'stateMachineArn'),
      ...status,
      ...page(request),
    });
    return { executions: items.map(listed), ...(nextToken !== undefined && { nextToken }) };
  },
  GetExecutionHistory(engine, request) {
    const data = request['includeExecutionData'] !== false;
    const { items, nextToken } = engine.getExecutionHistory({
      executionArn: arnOf(request, 'executionArn'),
      reverseOrder: request['reverseOrder'] === true,
      ...page(request),
    });
    return { events: items.map((it) => historyEventBody(it, data)), ...(nextToken !== undefined && { nextToken }) };
  },
  async SendTaskSuccess(engine, request) {
    await engine.sendTaskSuccess({ taskToken: text(request, 'taskToken'), output: text(request, 'output') });
    return {};
  },
  async SendTaskFailure(engine, request) {
    await engine.sendTaskFailure({
      taskToken: text(request, 'taskToken'),
      ...failure(request),
    });
    return {};
  },
  async SendTaskHeartbeat(engine, request) {
    await engine.sendTaskHeartbeat({ taskToken: text(request, 'taskToken') });
    return {};
  },
  DescribeStateMachine: (engine, request) => machine(engine.describeStateMachine(arnOf(request, 'stateMachineArn'))),
  DescribeStateMachineForExecution(engine, request) {
    const { name, arn, roleArn, definition, creationDate } = engine.describeStateMachineForExecution(
      arnOf(request, 'executionArn'),
    );
    return { stateMachineArn: arn, name, definition, roleArn, updateDate: seconds(creationDate) };
  },
  ListStateMachines(engine, request) {
    const machines = engine.listStateMachines();
    const { items, nextToken } = pageOf(page(request), {
      of: ['ListStateMachines'],
      read: (after: string | undefined, limit) => {
        const from = machines.findIndex((it) => it.arn === after) + 1;
        return machines.slice(from, from + limit);
      },
      keyOf: (it) => it.arn,
    });
    const stateMachines = items.map(({ name, arn, creationDate }) => ({
      stateMachineArn: arn,
      name,
      type: 'STANDARD',
      creationDate: seconds(creationDate),
    }));
    return { stateMachines, ...(nextToken !== undefined && { nextToken }) };
  },
  ValidateStateMachineDefinition(engine, request) {
    const definition = text(request, 'definition');
    const { maxResults = 100 } = page(request);
    const code = parseJson(definition) === undefined ? 'INVALID_JSON_DESCRIPTION' : 'SCHEMA_VALIDATION_FAILED';
    const problems = engine.problemsOf(definition).map((message) => ({ severity: 'ERROR', code, message }));
    const most = Math.min(maxResults || 100, 100);
    return {
      result: problems.length === 0 ? 'OK' : 'FAIL',
      diagnostics: problems.slice(0, most),
      truncated: problems.length > most,
    };
  },
};

/** The protocol counts seconds, with decimals. */
const seconds = (ms: number): number => ms / 1000;

function machine({ name, arn, roleArn, definition, creationDate }: MachineDescription): JsonObject {
  return {
    stateMachineArn: arn,
    name,
    status: 'ACTIVE',
    definition,
    roleArn,
    type: 'STANDARD',
    creationDate: seconds(creationDate),
  };
}

function listed({
  executionArn,
  stateMachineArn,
  name,
  status,
  startDate,
  stopDate,
}: ExecutionDescription): JsonObject {
  const stopped = stopDate === undefined ? {} : { stopDate: seconds(stopDate) };
  return { executionArn, stateMachineArn, name, status, startDate: seconds(startDate), ...stopped };
}

function text(request: JsonObject, member: string): string {
  const value = request[member];
  if (typeof value === 'string') return value;
  throw invalid(`Value at '${member}' failed to satisfy constraint: Member must be a string`);
}

function arnOf(request: JsonObject, member: string): string {
  const value = text(request, member);
  if (!value.startsWith('arn:')) throw new ServiceError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${value}'`);
  return value;
}

function optional<M extends string>(request: JsonObject, member: M): { readonly [P in M]?: string } {
  const value: Json | undefined = request[member];
  return value === undefined || value === null
    ? {}
    : ({ [member]: text(request, member) } as { readonly [P in M]?: string });
}

/** Error and cause, within the lengths of https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskFailure.html. */
function failure(request: JsonObject): { readonly error?: string; readonly cause?: string } {
  const { error } = optional(request, 'error');
  const { cause } = optional(request, 'cause');
  if (error !== undefined && error.length > 256) throw invalid('error is longer than 256 characters');
  if (cause !== undefined && cause.length > 32_768) throw invalid('cause is longer than 32768 characters');
  return { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
}

function page(request: JsonObject): { maxResults?: number; nextToken?: string } {
  const { maxResults } = request;
  if (maxResults !== undefined && !(typeof maxResults === 'number' && maxResults >= 0 && maxResults <= 1000)) {
    throw invalid('maxResults must be from 0 to 1000');
  }
  return { ...(maxResults !== undefined && { maxResults }), ...optional(request, 'nextToken') };
}

const invalid = (message: string): ServiceError => new ServiceError('ValidationException', message);
