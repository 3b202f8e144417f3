import { errorKinds, machineErrors } from '../../../lambdas/core/errors.ts';
import { expressionIn } from '../expressions.ts';
import { type Machine, type State, statesOf } from '../machine.ts';
import { nearest, suggestion } from '../nearest.ts';
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

const whereOurs = 'the names of our own are in lambdas/core/errors.ts';

/** An error that Retry or Catch waits for, and that nobody raises; a Fail whose error is nearly one of ours. */
export function errorNames({ scope }: Machine): Problem[] {
  return [...statesOf(scope)].flatMap((state) => {
    const problem = (message: string): Problem => ({ state: state.name, rule: 'error-names', message });
    const inside = new Set(state.inner.flatMap((it) => [...statesOf(it)]).flatMap(raisedBy));
    const awaited = ['Retry', 'Catch'].flatMap((field) =>
      objectsIn(state.source[field]).flatMap(([index, { ErrorEquals: names }]) =>
        (Array.isArray(names) ? names.filter((it) => typeof it === 'string') : []).flatMap((error) => {
          const wrong = faultOf(error, state, inside);
          return wrong === undefined ? [] : [problem(`${field}[${index}]/ErrorEquals: ${wrong}`)];
        }),
      ),
    );
    return [...awaited, ...raisedBy(state).flatMap(misspelt).map(problem)];
  });
}

/** The error that a Fail raises, unless an expression says which. */
function raisedBy({ source: { Type: type, Error: error } }: State): string[] {
  return type === 'Fail' && typeof error === 'string' && expressionIn(error) === undefined ? [error] : [];
}

/** Only what is but a letter or two from one of ours: other machines have errors of their own. */
function misspelt(error: string): string[] {
  const meant = known.has(error) ? undefined : nearest(error, ours, Math.floor(error.length / 6));
  return meant === undefined ? [] : [`Error: no error is called ${error} (did you mean ${meant}?): ${whereOurs}`];
}

function faultOf(
  error: string,
  { source: { Resource: resource } }: State,
  inside: ReadonlySet<string>,
): string | undefined {
  if (error === 'States.Runtime') return 'States.Runtime is never caught nor retried: take it out';
  if (!known.has(error) && !inside.has(error) && !ofServices.test(error)) {
    return `no error is called ${error}${suggestion(error, [...inside, ...known])}: ${whereOurs}`;
  }
  const dynamo = /^arn:aws:states:::(aws-sdk:)?dynamodb:/.exec(String(resource));
  const right = dynamo?.[1] === undefined ? 'DynamoDB' : 'DynamoDb';
  const [, prefix, name] = /^(DynamoD[Bb])\.(.*)$/.exec(error) ?? [];
  if (dynamo === null || prefix === undefined || prefix === right) return undefined;
  return `${error} is not raised by ${String(resource)}: write ${right}.${name}`;
}
