import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqliteJournal } from '../local/engine/index.ts';
import { firstMessage } from './child.ts';
import { fiveStates, openEngine, reservation, runToEnd } from './engine-machine.ts';
import { openPeer } from './engine-peer.ts';
import type { Sent } from './engine-process.ts';
import { median } from './statistics.ts';

/** What the embedded engine takes for the five-state machine of `bench/engine-machine.ts`. Megabytes are 1,000,000 bytes. */
export interface EngineFigures {
  /** One execution from its start to its result, nothing else running: median, journal in memory. */
  readonly inMemoryMs: number;
  /** The same with the journal on disk, as `npm start` has it; in the folder for temporary files. */
  readonly journaledMs: number;
  /** The same on `aws-local-stepfunctions`, with an equal machine in JSONPath, its event log unread; in memory. */
  readonly peerMs: number;
  /** Journaled, 1,000 in flight at any time until 10,000 have finished. */
  readonly executionsPerSecond: number;
  /**
   * What the process's resident memory grows by for 10,000 finished executions, journaled and 1,000 in flight, garbage collected
   * before and after. Twice as many have finished before, so that the heap has its working size: what grows is what is never
   * let go. It may be a little below 0.
   */
  readonly rssMbPer10k: number;
  /**
   * A killed process has left 1,000 running executions, a third each at a Wait, on a task token, and in a Map of three: from
   * the opening of the journal in a fresh process to the last timer armed; median. The start of Node is not in it.
   */
  readonly restartMs: number;
}

const warmUp = 300;
const blocks = 40;
const runsPerBlock = 20;
const restarts = 5;

/** Measures the engine beside its peer. */
export async function measureEngine(): Promise<EngineFigures> {
  const scratch = mkdtempSync(join(tmpdir(), 'baton-bench-'));
  try {
    const latencies = await measureLatencies(join(scratch, 'latency'));
    const load = await inProcess('load', join(scratch, 'load'));
    const killed = join(scratch, 'killed');
    await inProcess('wait', killed);
    const restartMs: number[] = [];
    for (let round = 0; round < restarts; round += 1) restartMs.push((await inProcess('restart', killed)).restartMs);
    return { ...latencies, ...load, restartMs: median(restartMs) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Blocks of each go in turn, so that a noisy moment hits all alike. */
async function measureLatencies(
  directory: string,
): Promise<Pick<EngineFigures, 'inMemoryMs' | 'journaledMs' | 'peerMs'>> {
  const inMemory = openEngine(fiveStates);
  const journaled = openEngine(fiveStates, { journal: sqliteJournal(directory) });
  const subjects = [
    { run: () => runToEnd(inMemory), ms: [] as number[] },
    { run: () => runToEnd(journaled), ms: [] as number[] },
    { run: openPeer(), ms: [] as number[] },
  ] as const;
  for (const { run } of subjects) {
    const output = await run();
    if (output !== JSON.stringify(reservation)) throw new Error(`a measured execution answered ${output}`);
    for (let i = 0; i < warmUp; i += 1) await run();
  }
  for (let block = 0; block < blocks; block += 1) {
    for (const { run, ms } of subjects) {
      for (let i = 0; i < runsPerBlock; i += 1) {
        const from = performance.now();
        await run();
        ms.push(performance.now() - from);
      }
    }
  }
  await inMemory.close();
  await journaled.close();
  const [memory, disk, peer] = subjects;
  return { inMemoryMs: median(memory.ms), journaledMs: median(disk.ms), peerMs: median(peer.ms) };
}

/** Does one work of `engine-process.ts` and kills the process as soon as it has sent its figures. */
async function inProcess<Work extends keyof Sent>(work: Work, directory: string): Promise<Sent[Work]> {
  const child = fork(join(import.meta.dirname, 'engine-process.ts'), [directory, work], {
    execArgv: ['--no-warnings', '--expose-gc'],
  });
  const ended = once(child, 'exit');
  try {
    return await firstMessage<Sent[Work]>(child, `the engine's ${work}`);
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}
