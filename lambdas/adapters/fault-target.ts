import { setTimeout as pause } from 'node:timers/promises';
import type { FaultTarget } from '../core/task/faults.ts';

/** This process: what an injected fault hits. */
export const thisProcess: FaultTarget = {
  hang: (ms) => pause(Math.max(0, ms)),
  die: () => process.exit(1),
};
