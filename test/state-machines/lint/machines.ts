import type { Problem } from '../../../state-machines/lint/problem.ts';
import { lintMachine } from '../../../state-machines/lint/lint-machine.ts';

export type States = Readonly<Record<string, object>>;

/** A Task without fault; `undefined` takes a field away. It goes on to Done, and when it fails to Stop. */
export const aTask = (changes: object = {}): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: '${RouterFunctionArn}', Payload: {} },
  TimeoutSeconds: 10,
  Retry: [{ ErrorEquals: ['ModelThrottled', 'Lambda.TooManyRequestsException'] }],
  Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Stop' }],
  Next: 'Done',
  ...changes,
});

export const aPass = (changes: object = {}): object => ({ Type: 'Pass', Next: 'Done', ...changes });

/** A Choice that goes to one of these states, or else to the last. */
export const aChoice = (...targets: string[]): object => ({
  Type: 'Choice',
  Choices: targets.slice(0, -1).map((Next, n) => ({ Condition: `{% $states.input.way = ${n} %}`, Next })),
  Default: targets.at(-1),
});

/** A branch or a processor that runs these states; the first one starts. */
export const aScope = (states: States) => ({ StartAt: Object.keys(states)[0], States: states });

/** A machine of these states, and of those that Tasks go on to; the first one starts. */
export function aMachine(states: States, changes: object = {}): string {
  const targets = JSON.stringify(states);
  const ends = {
    ...(targets.includes('"Done"') && { Done: { Type: 'Succeed' } }),
    ...(targets.includes('"Stop"') && { Stop: { Type: 'Fail', Error: 'ExecutionLost' } }),
  };
  return JSON.stringify({ QueryLanguage: 'JSONata', ...aScope({ ...states, ...ends }), ...changes });
}

export const lint = (states: States, changes: object = {}): Problem[] => lintMachine(aMachine(states, changes));
