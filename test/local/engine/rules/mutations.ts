import { changed, type Mutation } from './mutation.ts';
import { taskMutations } from './task-mutations.ts';

const group = 'run/group.ts';
const matching = 'run/matching.ts';
const failing = 'run/failing.ts';
const interpreter = 'run/interpreter.ts';

export const mutations: readonly Mutation[] = [
  ...taskMutations,
  changed(
    group,
    'tally.outputs[child.index] = output;',
    'tally.outputs.push(output);',
    'The results of a Map stand in the order of its items, whichever iteration ends first',
    'A Parallel’s results stand in the order of its branches, whichever ends first',
  ),
  changed(
    group,
    'concurrency: Math.min(concurrency || INLINE_CONCURRENCY, INLINE_CONCURRENCY)',
    'concurrency: concurrency || INLINE_CONCURRENCY',
    'At most 40 iterations of an inline Map run at once, whatever MaxConcurrency says',
  ),
  changed(
    group,
    'tally.started - tally.finished < group.concurrency',
    'tally.started - tally.finished <= group.concurrency',
    'No more iterations run at once than MaxConcurrency says',
  ),
  changed(
    group,
    'failed > toleratedCount',
    'failed >= toleratedCount',
    'As many failures as ToleratedFailureCount are tolerated',
  ),
  changed(
    group,
    '* 100 > toleratedPercentage',
    '* 100 >= toleratedPercentage',
    'As large a part of failures as ToleratedFailurePercentage is tolerated',
  ),
  changed(
    group,
    'if (isTerminal(failure)) return failure;',
    '',
    'No Map tolerates States.Runtime: it fails the execution, and nothing catches it',
  ),
  changed(
    group,
    'if (!tooMany && !tooLarge)',
    'if (!tooMany || !tooLarge)',
    'With both tolerances the Map fails when either is exceeded',
  ),
  changed(
    group,
    'total: state.branches, branchInput,',
    'total: state.branches, branchInput: position.input,',
    'Arguments take the place of the input of every branch',
  ),
  changed(
    group,
    '    abortState(env, run, child);\n',
    '',
    'When a branch fails, the others are cut off at once',
    'The time-out of the machine cuts off all that is under way, with ExecutionTimedOut at the end',
  ),
  changed(
    group,
    'if (!error) env.stopChild(childArn);',
    'void error;',
    'Stopping the parent stops the child that it waits for',
    'A branch that fails stops the child that another branch waits for',
  ),
  changed(
    group,
    'index: child.index, variables: {} }',
    'index: 0, variables: {} }',
    'ItemSelector makes the input of an iteration from its item, its index and the state’s input',
  ),
  changed(
    'run/run.ts',
    'this.#variableBytes -= bytesOf(position.variables);',
    '',
    'Variables of branches count while they run, and no more when the Parallel has ended',
  ),
  changed(
    matching,
    'if (isTerminal(failure)) return false;',
    '',
    'States.Runtime is not retried, not even by name',
    'States.Runtime is never caught, not even by name',
  ),
  changed(
    matching,
    'if (error === BY_NAME_ONLY) return false;',
    '',
    'States.ALL does not take States.DataLimitExceeded',
  ),
  changed(
    matching,
    'error !== TIMEOUT && ',
    '',
    'States.TaskFailed takes no time-out, neither to retry nor to catch',
    'States.TaskFailed in a catcher takes every error but States.Timeout',
  ),
  changed(
    matching,
    'if (alias !== undefined && errors.includes(alias)) return true;',
    '',
    'A missed heartbeat is caught as States.HeartbeatTimeout',
  ),
  changed(
    matching,
    'retrier.backoffRate ** used',
    'retrier.backoffRate ** (used + 1)',
    'The first retry comes after IntervalSeconds, each further one BackoffRate times as late',
  ),
  changed(
    matching,
    'retrier.maxDelaySeconds ?? LONGEST_DELAY',
    'LONGEST_DELAY',
    'No interval grows over MaxDelaySeconds',
  ),
  changed(matching, '?? LONGEST_DELAY', '?? Infinity', 'A retry comes after 31,622,400 seconds at the latest'),
  changed(
    matching,
    'delay * random',
    'delay * (1 + random)',
    'JitterStrategy FULL waits anything from nothing to the interval',
  ),
  changed(
    failing,
    'used >= retrier.maxAttempts',
    'used > retrier.maxAttempts',
    'MaxAttempts counts retries, not the first attempt',
    'Without MaxAttempts there are three retries',
  ),
  changed(failing, '(i === at ? 1 : 0)', '1', 'A retrier counts its own attempts only'),
  changed(
    failing,
    '(retry(env, run, position, state, failure) || (await caught(env, run, position, state, failure)))',
    '((await caught(env, run, position, state, failure)) || retry(env, run, position, state, failure))',
    'Retriers come before catchers, and a catcher takes over when they are used up',
  ),
  changed(
    failing,
    'await env.moves.branchFailed(run, position, recordEvaluation(env, run, position, error));',
    'await fail(env, run, position, recordEvaluation(env, run, position, error));',
    'An expression of a catcher that fails is not caught by the state it belongs to',
  ),
  changed(
    interpreter,
    'stopChild(this.#env, run, it);',
    'void it;',
    'A parent that has no events left stops the child that it waits for',
  ),
  changed(interpreter, '    position.retries = [];\n', '', 'Retriers start anew when the state is entered again'),
  changed(
    interpreter,
    'heartbeatAt < timeoutAt',
    'true',
    'States.HeartbeatTimeout takes no time-out of the whole task',
  ),
  changed(
    'runtime/executions.ts',
    "cutOff(it, 'TIMED_OUT', {})",
    "cutOff(it, 'ABORTED', {})",
    'A machine that runs longer than its TimeoutSeconds ends TIMED_OUT with States.Timeout',
  ),
  changed(
    'json.ts',
    'Buffer.byteLength(text) > PAYLOAD_LIMIT',
    'text.length > PAYLOAD_LIMIT',
    'Sizes are counted in bytes of UTF-8, not in characters',
  ),
  changed(
    'json.ts',
    'if (text.length > PAYLOAD_LIMIT)',
    'if (text.length >= PAYLOAD_LIMIT)',
    'A task may answer 262,144 bytes, and not one more',
    'The output of a state may take 262,144 bytes, and not one more',
  ),
  changed(
    'run/limits.ts',
    'total > VARIABLES_LIMIT',
    'total > VARIABLES_LIMIT + 1',
    'All variables of an execution may take 10 MiB together, and not a byte more',
  ),
  changed(
    'run/run.ts',
    'this.#eventCount >= EVENT_LIMIT - 1',
    'this.#eventCount >= EVENT_LIMIT',
    'A history has 25,000 events at most, the last of which says that the execution failed',
  ),
  changed(
    'run/context.ts',
    '{ ...variablesOf(run, parent), ...position.variables }',
    'position.variables',
    'States in branches and iterations can read the variables around them',
  ),
  changed(
    'definition/read-state.ts',
    "hasResult ? 'result' : undefined",
    "'result'",
    '$states.result is refused where there is no result',
  ),
];
