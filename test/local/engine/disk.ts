import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createEngine,
  sqliteJournal,
  systemRandomness,
  VirtualClock,
  type Clock,
  type Engine,
  type EngineJournal,
  type JsonObject,
  type Randomness,
  type TaskHandler,
} from '../../../local/engine/index.ts';
import { INVOKE } from './machines.ts';

export const UPDATE_ITEM = 'arn:aws:states:::aws-sdk:dynamodb:updateItem';

interface Opened {
  readonly handler?: TaskHandler;
  readonly clock?: Clock;
  readonly journal?: EngineJournal;
  readonly random?: Randomness;
}

interface Awaited {
  readonly type: string;
  readonly count: number;
  readonly reached: () => void;
}

/** A folder with a journal, and the engines that are opened on it one after another. */
export class Disk {
  static readonly machineArn = 'arn:aws:states:us-east-1:1:stateMachine:m';
  readonly directory = mkdtempSync(join(tmpdir(), 'engine-'));
  #written: string[] = [];
  #awaited: Awaited[] = [];

  /** An engine with this machine, whose tasks all go to one handler. */
  open(
    definition: JsonObject,
    {
      handler = () => null,
      clock = new VirtualClock(),
      journal = sqliteJournal(this.directory),
      random = systemRandomness,
    }: Opened = {},
  ): Engine {
    this.#written = [];
    const engine = createEngine({
      clock,
      journal,
      random,
      integrations: { [INVOKE]: handler, [UPDATE_ITEM]: handler },
      region: 'us-east-1',
      accountId: '1',
      onEvent: ({ event }) => {
        this.#written.push(event.type);
        this.#tell();
      },
    });
    engine.loadMachine({ name: 'm', arn: Disk.machineArn, definition });
    return engine;
  }

  /** Starts the machine. @returns the execution's ARN */
  async begin(engine: Engine): Promise<string> {
    const started = await engine.startExecution({ stateMachineArn: Disk.machineArn, name: 'x', input: '{"a":1}' });
    return started.executionArn;
  }

  /** Waits until the engine opened last has written so many events of a type. */
  async written(type: string, count = 1): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#awaited.push({ type, count, reached: resolve });
    this.#tell();
    await promise;
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  #tell(): void {
    this.#awaited = this.#awaited.filter(({ type, count, reached }) => {
      if (this.#written.filter((it) => it === type).length < count) return true;
      reached();
      return false;
    });
  }
}
