/**
 * A process to be killed: starts executions until it is, some at a time, telling each acknowledged one and each event on its
 * standard output; with `finish` it only lets what it finds run to the end, and tells every execution's status and output.
 * Arguments: data directory, ledger of effects (outside the engine), round or `finish`.
 */
import { appendFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { createEngine, sqliteJournal, type Engine, type Json } from '../../../local/engine/index.ts';

const [, , directory = '', ledger = '', round = ''] = process.argv;
const MACHINE = 'arn:aws:states:us-east-1:1:stateMachine:m';
const CHILD = 'arn:aws:states:us-east-1:1:stateMachine:child';
const INVOKE = 'arn:aws:states:::lambda:invoke';
const AT_A_TIME = 8;
const EVENT = '-';

let calls = 0;
/** Called once the question that hands out an execution's token is in the journal. */
const answers = new Map<string, () => void>();

const engine: Engine = createEngine({
  journal: sqliteJournal(directory),
  integrations: {
    async [INVOKE](args, { executionArn, executionName, taskToken }) {
      appendFileSync(ledger, `${executionName}:${JSON.stringify(args)}\n`);
      if (taskToken !== undefined) answers.set(executionArn, () => void answer(taskToken));
      // Calls take different numbers of turns, so that executions are at different states at any moment.
      for (let left = (calls += 1) % 7; left > 0; left -= 1) await turn();
      return args;
    },
  },
  region: 'us-east-1',
  accountId: '1',
  onEvent({ executionArn, event }) {
    if (round !== 'finish') process.stdout.write(`${EVENT}\n`);
    if (event.type === 'TaskSubmitted') answers.get(executionArn)?.();
  },
});

/** Answers a token after the call that handed it out has returned; a kill in between loses the answer. */
async function answer(taskToken: string): Promise<void> {
  await turn();
  await engine.sendTaskSuccess({ taskToken, output: '"answered"' }).catch(() => undefined);
}

const Retry = [
  { ErrorEquals: ['Lambda.Unknown', 'States.Timeout'], IntervalSeconds: 1, MaxAttempts: 20, BackoffRate: 1 },
];
const call = (Arguments: Json) => ({ Type: 'Task', Resource: INVOKE, Arguments, Retry, End: true });
const branch = (name: string, effect: Json) => ({ StartAt: name, States: { [name]: call(effect) } });
const load = (name: string, arn: string, StartAt: string, States: object): void => {
  engine.loadMachine({ name, arn, definition: { QueryLanguage: 'JSONata', StartAt, States } });
};
load('child', CHILD, 'Work', { Work: call('child') });
load('m', MACHINE, 'Both', {
  Both: {
    Type: 'Parallel',
    Branches: [branch('One', 'one'), branch('Two', 'two')],
    Assign: { both: '{% $states.result %}' },
    Next: 'Ask',
  },
  Ask: {
    Type: 'Task',
    Resource: `${INVOKE}.waitForTaskToken`,
    Arguments: 'ask',
    TimeoutSeconds: 1,
    Retry,
    Next: 'Call',
  },
  Call: {
    Type: 'Task',
    Resource: 'arn:aws:states:::states:startExecution.sync:2',
    Arguments: { StateMachineArn: CHILD, Input: {} },
    Output: { answer: '{% $states.input %}', child: '{% $states.result.Output %}' },
    Next: 'Each',
  },
  Each: {
    Type: 'Map',
    Items: [1, 2, 3],
    ItemProcessor: branch('Do', '{% $states.input %}'),
    Output: '{% [$both, $states.input.answer, $states.input.child, $states.result] %}',
    End: true,
  },
});
await engine.resume();

if (round === 'finish') {
  const { items } = engine.listExecutions({ stateMachineArn: MACHINE, maxResults: 1000 });
  for (const { executionArn, name } of items) {
    const { status, output } = await engine.waitForExecution(executionArn);
    process.stdout.write(`${name} ${status} ${output}\n`);
  }
  await engine.close();
} else {
  const running = new Set<Promise<unknown>>();
  for (let i = 0; i < 1000; i += 1) {
    const name = `r${round}-${i}`;
    const { executionArn } = await engine.startExecution({ stateMachineArn: MACHINE, name });
    process.stdout.write(`${name}\n`);
    const ended: Promise<unknown> = engine.waitForExecution(executionArn).then(() => running.delete(ended));
    running.add(ended);
    if (running.size === AT_A_TIME) await Promise.race(running);
  }
}
