import {
  createEngine,
  seededRandomness,
  VirtualClock,
  type Engine,
  type Json,
  type TaskContext,
} from '../engine/index.ts';
import { failureOf } from '../engine/run/task.ts';
import type { Fake } from './fakes.ts';
import { describeRun, type FakeCall, type MachineRun } from './machine-run.ts';

const REGION = 'us-east-1';
const ACCOUNT = '123456789012';

export interface MachineUnderTest {
  /** Amazon States Language in JSONata, as text or parsed. */
  readonly definition: string | object;
  /** @default {} */
  readonly input?: Json;
  /** By resource: a whole ARN without its `.waitForTaskToken`, or a prefix ending in `*`. */
  readonly fakes?: Readonly<Record<string, Fake>>;
  /** Machines that the one under test starts, by name. */
  readonly machines?: Readonly<Record<string, string | object>>;
  /** @default machine */
  readonly name?: string;
  /** Seeds `$random`, `$uuid` and the jitter of retries. @default 1 */
  readonly seed?: number;
  /** Starts the iterations of a Map in an order that depends on the seed alone. @default false */
  readonly shuffleIterations?: boolean;
  /** Where virtual time starts, in milliseconds. @default 2026-01-01T00:00:00Z */
  readonly startAt?: number;
  /** The clock of the run, for fakes that look at it. @default one of its own, from `startAt` */
  readonly clock?: VirtualClock;
}

export interface StartedMachine {
  readonly engine: Engine;
  readonly clock: VirtualClock;
  readonly executionArn: string;
  readonly ended: Promise<MachineRun>;
  /** The end of another execution of the same engine: one that was started by the machine, or by the test. */
  readonly endOf: (executionArn: string) => Promise<MachineRun>;
  /** How far the machine has come. */
  readonly soFar: () => MachineRun;
}

export const machineArn = (name: string): string => `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${name}`;

/**
 * Runs a machine to its end on a virtual clock: hours pass in milliseconds, nothing outside the process is touched.
 * One that waits for what never comes is over when nothing else is left to happen; its status is RUNNING then.
 *
 * @throws MachineRefused naming everything that the engine does not run
 */
export async function runMachine(machine: MachineUnderTest): Promise<MachineRun> {
  const { clock, ended, soFar } = await startMachine(machine);
  return Promise.race([ended, clock.idle().then(soFar)]);
}

/** Starts a machine and hands out its engine, for tests that stop it or answer its tokens themselves. */
export async function startMachine(machine: MachineUnderTest): Promise<StartedMachine> {
  const {
    definition,
    input = {},
    fakes = {},
    machines = {},
    name = 'machine',
    seed = 1,
    clock = new VirtualClock(machine.startAt),
    shuffleIterations = false,
  } = machine;
  const began = clock.now();
  const calls: FakeCall[] = [];
  const after = (seconds: number, work: () => unknown): void =>
    void clock.setTimer(clock.now() + seconds * 1000, () => {
      const release = clock.hold();
      void (async () => work())().finally(release);
    });
  const sleep = (seconds: number): Promise<void> => clock.sleep(seconds);
  const handlers = Object.entries(fakes).map(([resource, fake]) => {
    const handler = (args: Json, context: TaskContext): Promise<Json> =>
      recorded(calls, (clock.now() - began) / 1000, args, context, () =>
        fake(args, { ...context, engine, after, sleep }),
      );
    return [resource, handler] as const;
  });
  const engine: Engine = createEngine({
    clock,
    random: seededRandomness(seed),
    shuffleIterations,
    integrations: Object.fromEntries(handlers),
    region: REGION,
    accountId: ACCOUNT,
  });
  for (const [other, source] of Object.entries(machines))
    engine.loadMachine({ name: other, arn: machineArn(other), definition: source });
  const { arn } = engine.loadMachine({ name, arn: machineArn(name), definition });
  const { executionArn } = await engine.startExecution({
    stateMachineArn: arn,
    name: 'run',
    input: JSON.stringify(input),
  });
  const endOf = async (of: string): Promise<MachineRun> =>
    describeRun(engine, await engine.waitForExecution(of), calls, clock.now());
  const soFar = (): MachineRun => describeRun(engine, engine.describeExecution(executionArn), calls, clock.now());
  return { engine, clock, executionArn, ended: endOf(executionArn), endOf, soFar };
}

/** Calls a fake, and keeps what it was called with and what became of it. */
async function recorded(
  calls: FakeCall[],
  at: number,
  args: Json,
  { stateName: state, resource, retryCount }: TaskContext,
  call: () => Json | Promise<Json>,
): Promise<Json> {
  const made: { -readonly [Member in keyof FakeCall]: FakeCall[Member] } = {
    state,
    resource,
    arguments: structuredClone(args),
    attempt: retryCount + 1,
    at,
  };
  calls.push(made);
  try {
    const output = await call();
    made.outcome = { output };
    return output;
  } catch (thrown) {
    const { error = 'States.TaskFailed', cause } = failureOf(thrown);
    made.outcome = { error, ...(cause !== undefined && { cause }) };
    throw thrown;
  }
}
