import type { JsonObject } from '../../../local/engine/index.ts';
import {
  runMachine,
  startMachine,
  type Fake,
  type MachineRun,
  type StartedMachine,
} from '../../../local/testing/index.ts';

export const INVOKE = 'arn:aws:states:::lambda:invoke';

/** A JSONata machine of these states; the first one starts. */
export function machine(states: Record<string, JsonObject>, more: JsonObject = {}): JsonObject {
  return { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0] ?? '', States: states, ...more };
}

/** A Task that calls a function; it ends the machine unless `more` says otherwise. */
export function task(more: JsonObject = {}): JsonObject {
  const transition: JsonObject = 'Next' in more ? {} : { End: true };
  return { Type: 'Task', Resource: INVOKE, ...transition, ...more };
}

export const pass = (more: JsonObject = {}): JsonObject => ({
  Type: 'Pass',
  ...('Next' in more ? {} : { End: true }),
  ...more,
});

/** Runs states whose tasks all go to one fake. */
export function run(
  states: Record<string, JsonObject>,
  fake: Fake = (args) => args,
  input: JsonObject = {},
): Promise<MachineRun> {
  return runMachine({ definition: machine(states), input, fakes: { 'arn:aws:*': fake } });
}

export function start(
  states: Record<string, JsonObject>,
  fake: Fake = (args) => args,
  more: JsonObject = {},
): Promise<StartedMachine> {
  return startMachine({ definition: machine(states, more), fakes: { 'arn:aws:*': fake } });
}

/** The types of a run's events, in order. */
export const types = ({ history }: MachineRun): string[] => history.map((it) => it.type);
