import { setImmediate as turn } from 'node:timers/promises';
import { realClock, sqliteJournal, type Clock, type Engine } from '../local/engine/index.ts';
import { begin, INVOKE, openEngine } from './engine-machine.ts';

const A_DAY_SECONDS = 86_400;

/** The ways an execution can wait, and how many timers it waits for. */
const ways = [
  { way: 'wait', timers: 1 },
  { way: 'token', timers: 1 },
  { way: 'map', timers: 3 },
] as const;

/** Waits for a day in the way its input names: at a Wait, on a token, or in a Map of three iterations. */
const definition = {
  QueryLanguage: 'JSONata',
  StartAt: 'Which way?',
  States: {
    'Which way?': {
      Type: 'Choice',
      Choices: [
        { Condition: "{% $states.input.way = 'wait' %}", Next: 'Wait' },
        { Condition: "{% $states.input.way = 'token' %}", Next: 'Wait for an answer' },
      ],
      Default: 'Wait in each',
    },
    Wait: { Type: 'Wait', Seconds: A_DAY_SECONDS, End: true },
    'Wait for an answer': {
      Type: 'Task',
      Resource: `${INVOKE}.waitForTaskToken`,
      Arguments: '{% $states.context.Task.Token %}',
      TimeoutSeconds: A_DAY_SECONDS,
      End: true,
    },
    'Wait in each': {
      Type: 'Map',
      Items: [1, 2, 3],
      ItemProcessor: {
        StartAt: 'Wait in an iteration',
        States: { 'Wait in an iteration': { Type: 'Wait', Seconds: A_DAY_SECONDS, End: true } },
      },
      End: true,
    },
  },
};

/** Starts executions, as many of each way; resolves when the journal has that all of them wait. */
export async function startWaiting(directory: string, count: number): Promise<Engine> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const all = inTurn(count);
  let left = timersOf(all);
  const engine = openEngine(definition, {
    journal: sqliteJournal(directory),
    onEvent({ event: { type } }) {
      if (type === 'WaitStateEntered' || type === 'TaskSubmitted') left -= 1;
      if (left === 0) resolve();
    },
  });
  await Promise.all(all.map(({ way }) => begin(engine, JSON.stringify({ way }))));
  await promise;
  return engine;
}

/**
 * Takes such executions up again.
 * @returns the milliseconds from the opening of the journal to the last timer armed
 * @throws Error when not all of them wait again
 */
export async function restartWaiting(directory: string, count: number): Promise<{ engine: Engine; ms: number }> {
  let armed = 0;
  const clock: Clock = {
    now: () => realClock.now(),
    setTimer(atMs, fire) {
      armed += 1;
      return realClock.setTimer(atMs, fire);
    },
  };
  const from = performance.now();
  const engine = openEngine(definition, { clock, journal: sqliteJournal(directory) });
  await engine.resume();
  // Nothing that a waiting execution takes up needs a second turn.
  await turn();
  const ms = performance.now() - from;
  const expected = timersOf(inTurn(count));
  if (armed !== expected) throw new Error(`${armed} timers are armed after the restart, not ${expected}`);
  return { engine, ms };
}

const inTurn = (count: number): (typeof ways)[number][] =>
  Array.from({ length: Math.ceil(count / ways.length) }, () => ways)
    .flat()
    .slice(0, count);

const timersOf = (all: readonly { timers: number }[]): number => all.reduce((sum, { timers }) => sum + timers, 0);
