import { changed, type Mutation } from './mutation.ts';

const task = 'run/task.ts';
const calls = 'runtime/calls.ts';
const engine = 'engine.ts';

/** In what calls integrations and takes their answers. */
export const taskMutations: readonly Mutation[] = [
  changed(
    task,
    'position.attempt !== attempt',
    'position.attempt < attempt',
    'What a call answers after its time-out is not taken for the answer of the next attempt',
  ),
  changed(
    task,
    "if (state.resource.pattern === 'response') {",
    "if (state.resource.pattern !== 'sync') {",
    'What the call that hands out the token answers is not the result',
  ),
  changed(
    task,
    "error: 'States.TaskFailed', cause }",
    "error: child.status === 'TIMED_OUT' ? 'States.Timeout' : 'States.TaskFailed', cause }",
    'A child that ran out of time is States.TaskFailed for its parent, not States.Timeout',
  ),
  changed(
    task,
    'Input: child.input, Error',
    "Input: '', Error",
    'A child that fails fails the task with States.TaskFailed and its description as cause',
  ),
  changed(
    task,
    "JSON.parse(child.output ?? 'null') as Json",
    'child.output ?? null',
    'A start with .sync:2 waits for the child and has its output as JSON',
  ),
  changed(
    calls,
    '          stop();\n          return;',
    '          return;',
    'A child that is only being started when another branch fails is stopped too',
  ),
  changed(
    calls,
    'if (!told) stop();',
    'void told;',
    'A child that is only being started when its parent fails is stopped too',
  ),
  changed(
    calls,
    'StepFunctions.${name}Exception',
    'StepFunctions.${name}',
    'A name that another execution has is StepFunctions.ExecutionAlreadyExistsException',
    'A machine that there is not is StepFunctions.StateMachineDoesNotExistException',
  ),
  changed(
    engine,
    'task.heartbeatAt = clock.now() + task.heartbeatSeconds * 1000;',
    '',
    'Each SendTaskHeartbeat starts the interval anew',
  ),
  changed(
    engine,
    "cutOff(run, 'ABORTED', failure)",
    "cutOff(run, 'ABORTED', {})",
    'A stopped execution is ABORTED with the error and cause of whoever stopped it',
  ),
];
