import {
  createEngine,
  seededRandomness,
  VirtualClock,
  type Engine,
  type ExecutionStatus,
  type HistoryEvent,
  type Json,
  type TaskContext,
} from '../engine/index.ts';

const REGION = 'us-east-1';
const ACCOUNT = '123456789012';

/** What a fake is told: the task's own context, and the means to answer it later. */
export interface FakeContext extends TaskContext {
  readonly engine: Engine;
  /** Does something after so many seconds of the run's virtual time; for what happens after the fake has answered. */
  readonly after: (seconds: number, work: () => unknown) => void;
  /** Takes so many seconds of virtual time before the fake answers; Infinity for one that never does. One at a time. */
  readonly sleep: (seconds: number) => Promise<void>;
}

/** Stands for an integration: gets the Arguments, answers the result, throws `TaskError` to fail. */
export type Fake = (args: Json, context: FakeContext) => Json | Promise<Json>;

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

export interface MachineRun {
  readonly status: ExecutionStatus;
  readonly output: Json | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly history: readonly HistoryEvent[];
  /** The names of the states entered, in order. */
  readonly path: readonly string[];
  /** Virtual seconds from start to end. */
  readonly seconds: number;
}

export interface StartedMachine {
  readonly engine: Engine;
  readonly clock: VirtualClock;
  readonly executionArn: string;
  readonly ended: Promise<MachineRun>;
}

export const machineArn = (name: string): string => `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${name}`;

/** Runs a machine to its end on a virtual clock: hours pass in milliseconds, nothing outside the process is touched. */
export async function runMachine(machine: MachineUnderTest): Promise<MachineRun> {
  const started = await startMachine(machine);
  return started.ended;
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
  const handlers = Object.entries(fakes).map(([resource, fake]) => {
    const handler = (args: Json, context: TaskContext): Json | Promise<Json> =>
      fake(args, { ...context, engine, after, sleep });
    return [resource, handler] as const;
  });
  const after = (seconds: number, work: () => unknown): void =>
    void clock.setTimer(clock.now() + seconds * 1000, () => void work());
  const sleep = (seconds: number): Promise<void> => clock.sleep(seconds);
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
  return { engine, clock, executionArn, ended: ending(engine, executionArn) };
}

async function ending(engine: Engine, executionArn: string): Promise<MachineRun> {
  const { status, output, error, cause, startDate, stopDate = startDate } = await engine.waitForExecution(executionArn);
  const history = historyOf(engine, executionArn);
  const path = history.filter((it) => it.type.endsWith('StateEntered')).map((it) => it.details['name'] as string);
  const parsed = output === undefined ? undefined : (JSON.parse(output) as Json);
  return { status, output: parsed, error, cause, history, path, seconds: (stopDate - startDate) / 1000 };
}

/** The whole history of an execution, page by page. */
export function historyOf(engine: Engine, executionArn: string): HistoryEvent[] {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = engine.getExecutionHistory({
      executionArn,
      maxResults: 1000,
      ...(nextToken !== undefined && { nextToken }),
    });
    events.push(...page.items);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return events;
}
