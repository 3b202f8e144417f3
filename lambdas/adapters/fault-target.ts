import { setTimeout as pause } from 'node:timers/promises';
import type { FaultTarget } from '../core/task/faults.ts';

/** This process: what an injected fault hits. */
export const thisProcess: FaultTarget = {
  hang: (ms) => pause(Math.max(0, ms)),
  // At the next turn, so that nothing of the attempt goes on even where ending a process is an exception first.
  die: () => new Promise(() => void setImmediate(() => process.exit(1))),
};
