/**
 * A process of its own for what another one's past would blur. It does one thing in a data directory, sends its figures to its
 * parent, and waits to be killed: `engine-process.ts <data directory> load | wait | restart`.
 */
import { sqliteJournal } from '../local/engine/index.ts';
import { fiveStates, openEngine, runToEnd } from './engine-machine.ts';
import { restartWaiting, startWaiting } from './engine-waiting.ts';
import { finishUnderLoad } from './load.ts';

/** What each work sends. */
export interface Sent {
  readonly load: { readonly executionsPerSecond: number; readonly rssMbPer10k: number };
  readonly wait: { readonly running: number };
  readonly restart: { readonly restartMs: number };
}

const IN_FLIGHT = 1_000;
const FINISHED = 10_000;
const RUNNING = 1_000;

const works: { readonly [Work in keyof Sent]: (directory: string) => Promise<Sent[Work]> } = {
  async load(directory) {
    const engine = openEngine(fiveStates, { journal: sqliteJournal(directory) });
    const loaded = (): Promise<number> => finishUnderLoad(() => runToEnd(engine), IN_FLIGHT, FINISHED);
    // V8 gives its heap the size that so many in flight need, and takes two loads to settle.
    await loaded();
    await loaded();
    const before = residentMb();
    const ms = await loaded();
    return { executionsPerSecond: FINISHED / (ms / 1000), rssMbPer10k: residentMb() - before };
  },
  async wait(directory) {
    await startWaiting(directory, RUNNING);
    return { running: RUNNING };
  },
  async restart(directory) {
    const { ms } = await restartWaiting(directory, RUNNING);
    return { restartMs: ms };
  },
};

/** 1,000,000 bytes, what nobody holds any more being collected. */
function residentMb(): number {
  if (!globalThis.gc) throw new Error('memory is measured with --expose-gc');
  globalThis.gc();
  return process.memoryUsage.rss() / 1e6;
}

const [, , directory = '', work = ''] = process.argv;
process.once('disconnect', () => process.exit());
process.send?.(await works[work as keyof Sent](directory));
