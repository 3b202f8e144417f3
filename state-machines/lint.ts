import aslValidator from 'asl-validator';
import { errorKinds } from '../lambdas/core/errors.ts';

/** Placeholders that `lib` fills when it synthesizes. */
const placeholders = new Set([
  'JournalTable',
  'RollBackMachineArn',
  'RunPlanMachineArn',
  'WorkflowMachinePrefix',
  'RouterFunctionArn',
  'CoordinatorFunctionArn',
  'AgentFunctionPrefix',
]);

/** Names that AWS raises, by their beginning (https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html). */
const awsErrors = /^(States|Lambda|Sandbox|Runtime|DynamoDB|DynamoDb|StepFunctions|EventBridge|SNS)\./;

interface State {
  readonly Type?: string;
  readonly Resource?: string;
  readonly TimeoutSeconds?: unknown;
  readonly Retry?: readonly Handler[];
  readonly Catch?: readonly Handler[];
  readonly Branches?: readonly Block[];
  readonly ItemProcessor?: Block;
}
interface Handler {
  readonly ErrorEquals?: readonly string[];
}
interface Block {
  readonly States?: Readonly<Record<string, State>>;
}

/**
 * What is wrong with a machine of this repository, in lines that name the state. Its form is checked against the language's
 * schema; beyond that, the rules that keep a machine readable and safe: every Task has a time-out, a Retry and a Catch, errors
 * are matched by names that exist, and placeholders are ones that somebody fills.
 */
export function lintMachine(text: string): string[] {
  const definition = JSON.parse(text) as Block & { readonly QueryLanguage?: string };
  const { isValid, errorsText } = aslValidator(definition, { checkArn: false, checkPaths: false });
  const problems = isValid ? [] : [errorsText('\n')];
  if (definition.QueryLanguage !== 'JSONata') problems.push('QueryLanguage is not JSONata at the top level');
  for (const [, name = ''] of text.matchAll(/\$\{(\w+)\}/g)) {
    if (!placeholders.has(name)) problems.push(`nobody fills the placeholder \${${name}}`);
  }
  for (const [name, state] of statesOf(definition)) {
    problems.push(...lintState(state).map((problem) => `${name}: ${problem}`));
  }
  return problems;
}

function* statesOf(block: Block): Generator<[string, State]> {
  for (const [name, state] of Object.entries(block.States ?? {})) {
    yield [name, state];
    for (const branch of state.Branches ?? []) yield* statesOf(branch);
    if (state.ItemProcessor !== undefined) yield* statesOf(state.ItemProcessor);
  }
}

function lintState(state: State): string[] {
  const problems: string[] = [];
  if (state.Type === 'Task') {
    if (state.TimeoutSeconds === undefined) problems.push('a Task without TimeoutSeconds may wait for ever');
    if (state.Retry === undefined) problems.push('a Task without Retry gives up on the first hiccup');
    if (state.Catch === undefined) problems.push('a Task without Catch ends the execution without a word');
  }
  for (const handlers of [state.Retry ?? [], state.Catch ?? []]) {
    handlers.forEach(({ ErrorEquals: names = [] }, index) => {
      problems.push(...names.filter((name) => !isKnown(name)).map((name) => `no error is called ${name}`));
      if (names.includes('States.ALL') && (names.length > 1 || index < handlers.length - 1)) {
        problems.push('States.ALL stands neither alone nor last');
      }
    });
  }
  return problems;
}

function isKnown(error: string): boolean {
  return error in errorKinds || awsErrors.test(error);
}
