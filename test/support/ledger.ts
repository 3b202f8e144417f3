import { afterAll, beforeAll } from '@jest/globals';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../../cli/assembly.ts';
import { runBaton, type RunningBaton, type User } from './running.ts';
import type { Effect } from '../../lambdas/core/task/effects.ts';

export interface Ledger extends AsyncDisposable {
  /** What EFFECTS_URL is to be. */
  readonly url: string;
  /** What it was told of a request, in the order in which it came. */
  toldOf(requestId: string): Promise<Effect[]>;
  /** All that it was told. */
  told(): Promise<Effect[]>;
  /** Who hears of each effect as it is told, in place of whoever did before. */
  onTold(listener: () => void): void;
}

/** Starts a ledger of effects in a process apart: what Baton forgets, it knows. */
export async function startLedger(): Promise<Ledger> {
  const child = fork(join(root, 'test/support/ledger-process.ts'), {
    env: { ...process.env, NODE_OPTIONS: '' },
    execArgv: [],
  });
  const ended = once(child, 'exit');
  const [url] = (await once(child, 'message')) as [string];
  let listen = () => undefined as void;
  child.on('message', () => listen());
  const told = async () => (await (await fetch(url)).json()) as Effect[];
  return {
    url,
    told,
    toldOf: async (requestId) => (await told()).filter((effect) => effect.requestId === requestId),
    onTold: (listener) => void (listen = listener),
    async [Symbol.asyncDispose]() {
      child.disconnect();
      await ended;
    },
  };
}

/** One Baton for all tests of a block that tells a ledger in a process apart, and Ada, who uses it. */
export function useLedger() {
  let ledger: Ledger;
  let baton: RunningBaton;
  let user: User;
  beforeAll(async () => {
    ledger = await startLedger();
    baton = await runBaton({ environment: { EFFECTS_URL: ledger.url } });
    user = await baton.as('ada');
  });
  afterAll(async () => {
    await baton[Symbol.asyncDispose]();
    await ledger[Symbol.asyncDispose]();
  });
  return {
    get ada(): User {
      return user;
    },
    get baton(): RunningBaton {
      return baton;
    },
    toldOf: (requestId: string) => ledger.toldOf(requestId),
    /** Reads a request when it is over. */
    over: async (id: string) => (await user.get(`/v1/requests/${id}?wait=25`)).body,
    tasksOf: async (id: string) => (await user.get(`/v1/requests/${id}/tasks`)).body.tasks,
  };
}
