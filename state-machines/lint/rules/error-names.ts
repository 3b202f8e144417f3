import { errorKinds, machineErrors } from '../../../lambdas/core/errors.ts';
import { type Machine, type State, statesOf } from '../machine.ts';
import { suggestion } from '../nearest.ts';
import type { Problem } from '../problem.ts';
import { objectsIn } from '../written.ts';

/** What Step Functions itself raises in a JSONata machine. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
const ofStepFunctions = [
  'States.ALL',
  'States.BranchFailed',
  'States.DataLimitExceeded',
  'States.ExceedToleratedFailureThreshold',
  'States.HeartbeatTimeout',
  'States.Http.Socket',
  'States.ItemReaderFailed',
  'States.NoChoiceMatched',
  'States.Permissions',
  'States.QueryEvaluationError',
  'States.ResultWriterFailed',
  'States.TaskFailed',
  'States.Timeout',
];
/** Errors of services have many names: they are known by how they begin. */
const ofServices = /^(Lambda|Sandbox|Runtime|DynamoDB|DynamoDb|StepFunctions|EventBridge|SNS)\.\w+$/;
const ours = [...Object.keys(errorKinds), ...Object.values(machineErrors)];
const known = new Set([...ofStepFunctions, ...ours]);

/** An error that Retry or Catch waits for, and that nobody raises. */
export function errorNames({ scope }: Machine): Problem[] {
  return [...statesOf(scope)].flatMap((state) =>
    ['Retry', 'Catch'].flatMap((field) =>
      objectsIn(state.source[field]).flatMap(([index, { ErrorEquals: names }]) =>
        (Array.isArray(names) ? names.filter((it) => typeof it === 'string') : []).flatMap((error) => {
          const wrong = faultOf(error, state);
          const place = `${field}[${index}]/ErrorEquals`;
          return wrong === undefined ? [] : [{ state: state.name, rule: 'error-names', message: `${place}: ${wrong}` }];
        }),
      ),
    ),
  );
}

function faultOf(error: string, { source: { Resource: resource } }: State): string | undefined {
  if (error === 'States.Runtime') return 'States.Runtime is never caught nor retried: take it out';
  if (!known.has(error) && !ofServices.test(error)) {
    return `no error is called ${error}${suggestion(error, known)}: the names of our own are in lambdas/core/errors.ts`;
  }
  const dynamo = /^arn:aws:states:::(aws-sdk:)?dynamodb:/.exec(String(resource));
  const right = dynamo?.[1] === undefined ? 'DynamoDB' : 'DynamoDb';
  const [, prefix, name] = /^(DynamoD[Bb])\.(.*)$/.exec(error) ?? [];
  if (dynamo === null || prefix === undefined || prefix === right) return undefined;
  return `${error} is not raised by ${String(resource)}: write ${right}.${name}`;
}
