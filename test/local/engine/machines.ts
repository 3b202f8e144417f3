import type { Engine, ExecutionDescription, Json, JsonObject } from '../../../local/engine/index.ts';
import {
  machineArn,
  runMachine,
  startMachine,
  type Fake,
  type MachineRun,
  type StartedMachine,
} from '../../../local/testing/index.ts';

export const INVOKE = 'arn:aws:states:::lambda:invoke';

/** Waits for the token that it hands to a function. */
export const ASK = `${INVOKE}.waitForTaskToken`;

/** States that belong together, as a branch or an item processor has them; the first one starts. */
export type States = Record<string, JsonObject>;

const scope = (states: States): JsonObject => ({ StartAt: Object.keys(states)[0] ?? '', States: states });

/** What a state says of where it goes: it ends its scope unless it names another. */
const ending = (more: JsonObject): JsonObject => ({ ...('Next' in more ? {} : { End: true }), ...more });

/** A JSONata machine of these states; the first one starts. */
export function machine(states: States, more: JsonObject = {}): JsonObject {
  return { QueryLanguage: 'JSONata', ...scope(states), ...more };
}

/** A Task that calls a function. */
export function task(more: JsonObject = {}): JsonObject {
  return { Type: 'Task', Resource: INVOKE, ...ending(more) };
}

export const pass = (more: JsonObject = {}): JsonObject => ({ Type: 'Pass', ...ending(more) });

/** A Wait of so many seconds, or as long as an expression says. */
export const wait = (seconds: number | string, more: JsonObject = {}): JsonObject => ({
  Type: 'Wait',
  Seconds: seconds,
  ...ending(more),
});

export const parallel = (branches: readonly States[], more: JsonObject = {}): JsonObject => ({
  Type: 'Parallel',
  Branches: branches.map(scope),
  ...ending(more),
});

/** A Map of these states over items, or what an expression gives. */
export const each = (items: Json, states: States, more: JsonObject = {}): JsonObject => ({
  Type: 'Map',
  Items: items,
  ItemProcessor: scope(states),
  ...ending(more),
});

/** A Task that starts the machine `child`, as the pattern says. */
export const call = (
  pattern: '' | '.sync:2' | '.waitForTaskToken',
  more: JsonObject = {},
  args: JsonObject = {},
): JsonObject =>
  task({
    Resource: `arn:aws:states:::states:startExecution${pattern}`,
    Arguments: { StateMachineArn: machineArn('child'), ...args },
    ...more,
  });

/** How the executions of `child` ended, the first one first. */
export const children = (engine: Engine): Promise<ExecutionDescription[]> => {
  const { items } = engine.listExecutions({ stateMachineArn: machineArn('child') });
  return Promise.all(items.toReversed().map((it) => engine.waitForExecution(it.executionArn)));
};

/** Assigns a text of 262,144 bytes, which is the input unless given, to each of 40 variables: 10 MiB. Goes on to the states given. */
export function filling(then: States, value = '{% $states.input %}'): States {
  const names = Array.from({ length: 40 }, (_, i) => `Fill ${i + 1}`);
  const fill = names.map((name, i): [string, JsonObject] => [
    name,
    pass({ Assign: { [`v${i + 1}`]: value }, Next: names[i + 1] ?? Object.keys(then)[0] ?? '' }),
  ]);
  return { ...Object.fromEntries(fill), ...then };
}

/** Runs states whose tasks all go to one fake. */
export function run(states: States, fake: Fake = (args) => args, input: Json = {}): Promise<MachineRun> {
  return runMachine({ definition: machine(states), input, fakes: { 'arn:aws:*': fake } });
}

export function start(states: States, fake: Fake = (args) => args, more: JsonObject = {}): Promise<StartedMachine> {
  return startMachine({ definition: machine(states, more), fakes: { 'arn:aws:*': fake } });
}

/** The types of a run's events, in order. */
export const types = ({ history }: MachineRun): string[] => history.map((it) => it.type);
