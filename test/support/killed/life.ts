import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../../../cli/assembly.ts';
import { DevelopmentIssuer } from '../../../local/gateway/issuer.ts';
import type { Answer } from '../running.ts';
import type { Meaning } from './meaning.ts';

/** What the process tells: where it answers, once; each event that its journal has; that nothing runs, when it was asked. */
export type Told = { readonly url: string } | { readonly event: Meaning } | { readonly idle: true };

export interface Place {
  /** Where it keeps everything that outlives it. */
  readonly data: string;
  /** Where compiled code is kept, so that a life does not begin with compiling it. */
  readonly cache: string;
  /** The address of the ledger that it tells of its effects. */
  readonly ledger: string;
}

/** One life of a Baton on a data folder, from its start to its end. */
export interface Life {
  /** Milliseconds from the start of the process until it answers; undefined when it is gone before. */
  readonly startUp: Promise<number | undefined>;
  /** Resolves when the process is gone. */
  readonly gone: Promise<unknown>;
  /** Calls the API as Ada. @returns undefined when no answer came, for the process was killed */
  call(method: 'GET' | 'POST', path: string, body?: unknown, key?: string): Promise<Answer | undefined>;
  /** Resolves when no execution runs any more. */
  idle(): Promise<void>;
  /** `kill -9`. @throws Error when the process has ended by itself before */
  kill(): Promise<void>;
  /** Lets the process end in its own time. */
  end(): Promise<void>;
}

/** Optimizing is not worth it in the few seconds that a life lasts. */
const execArgv = ['--no-warnings', '--no-opt', '--no-maglev'];

/** Starts a Baton in a process of its own. `onEvent` hears of each event that its journal has. */
export function startLife({ data, cache, ledger }: Place, onEvent: (event: Meaning) => void): Life {
  const began = performance.now();
  const env = { ...process.env, NODE_OPTIONS: '', NODE_COMPILE_CACHE: cache };
  const child = fork(join(root, 'test/support/killed/process.ts'), [data, ledger], { env, execArgv });
  const gone = once(child, 'exit');
  const { promise: url, resolve: answersAt } = Promise.withResolvers<string | undefined>();
  const { promise: idle, resolve: isIdle } = Promise.withResolvers<void>();
  child.on('message', (told: Told) => {
    if ('url' in told) answersAt(told.url);
    else if ('event' in told) onEvent(told.event);
    else isIdle();
  });
  void gone.then(() => answersAt(undefined));
  const token = DevelopmentIssuer.open(data).token({ tenant: 'acme', user: 'ada' });
  return {
    startUp: url.then((address) => (address === undefined ? undefined : performance.now() - began)),
    gone,
    async call(method, path, body, key) {
      const address = await url;
      if (address === undefined) return undefined;
      const authorization = `Bearer ${await token}`;
      const headers = { authorization, 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) };
      const content = body === undefined ? {} : { body: JSON.stringify(body) };
      try {
        const response = await fetch(`${address}${path}`, { method, headers, ...content });
        return { status: response.status, headers: response.headers, body: await response.json() };
      } catch (error) {
        if (child.killed) return undefined;
        throw error;
      }
    },
    idle() {
      child.send('idle?');
      return idle;
    },
    async kill() {
      child.kill('SIGKILL');
      const [code, signal] = (await gone) as [number | null, string | null];
      if (signal !== 'SIGKILL') throw new Error(`the process had ended by itself (${code ?? signal})`);
    },
    async end() {
      child.disconnect();
      await gone;
    },
  };
}
