import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../../cli/assembly.ts';
import type { Effect } from '../../lambdas/core/task/effects.ts';

export interface Ledger extends AsyncDisposable {
  /** What EFFECTS_URL is to be. */
  readonly url: string;
  /** What it was told of a request, in the order in which it came. */
  toldOf(requestId: string): Promise<Effect[]>;
}

/** Starts a ledger of effects in a process apart: what Baton forgets, it knows. */
export async function startLedger(): Promise<Ledger> {
  const child = fork(join(root, 'test/support/ledger-process.ts'), {
    env: { ...process.env, NODE_OPTIONS: '' },
    execArgv: [],
  });
  const ended = once(child, 'exit');
  const [url] = (await once(child, 'message')) as [string];
  return {
    url,
    async toldOf(requestId) {
      const told = (await (await fetch(url)).json()) as Effect[];
      return told.filter((effect) => effect.requestId === requestId);
    },
    async [Symbol.asyncDispose]() {
      child.disconnect();
      await ended;
    },
  };
}
