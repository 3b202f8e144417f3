import { afterAll, beforeAll } from '@jest/globals';
import { type Runtime, type RuntimeOptions, startRuntime } from '../../local/runtime.ts';
import { assemblyFolder } from '../../cli/assembly.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test looks at whatever the API answered
  readonly body: any;
}

export interface User {
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  delete(path: string): Promise<Answer>;
  /** Sends a request in plain words and waits until it is over or waits for an answer. */
  ask(text: string): Promise<Answer>;
}

export interface RunningBaton extends AsyncDisposable {
  readonly runtime: Runtime;
  /** What the functions printed. */
  readonly logs: string[];
  as(user: string, tenant?: string): Promise<User>;
  /** Any request, with the headers given and no others. */
  send(method: string, path: string, init?: { headers?: Record<string, string>; body?: string }): Promise<Answer>;
}

/** Runs the template with everything in memory, the offline provider unless the test says otherwise. */
export async function runBaton(options: Partial<RuntimeOptions> = {}): Promise<RunningBaton> {
  const logs: string[] = [];
  const runtime = await startRuntime({
    assembly: assemblyFolder,
    onLog: (_name, text) => logs.push(text),
    ...options,
    environment: { MODEL_PROVIDER: 'offline', ...options.environment },
  });
  const send: RunningBaton['send'] = async (method, path, init = {}) => {
    const response = await fetch(`${runtime.url}${path}`, { method, ...init });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  };
  return {
    runtime,
    logs,
    send,
    async as(user, tenant = 'acme') {
      const authorization = `Bearer ${await runtime.issuer.token({ tenant, user })}`;
      const json = { authorization, 'content-type': 'application/json' };
      const get: User['get'] = (path) => send('GET', path, { headers: { authorization } });
      const post: User['post'] = (path, body, headers = {}) =>
        send('POST', path, { headers: { ...json, ...headers }, body: JSON.stringify(body) });
      return {
        get,
        post,
        delete: (path) => send('DELETE', path, { headers: { authorization } }),
        async ask(text) {
          const { body } = await post('/v1/requests', { text });
          return get(`/v1/requests/${body.requestId}?wait=25`);
        },
      };
    },
    [Symbol.asyncDispose]: () => runtime.close(),
  };
}

/** The ARN of a machine of the template, by the end of its name. */
export function machineArnOf({ engine }: Runtime, name: string): string {
  const machine = engine.listStateMachines().find(({ arn }) => arn.endsWith(`-${name}`));
  if (machine === undefined) throw new Error(`the template has no machine ${name}`);
  return machine.arn;
}

/** One Baton for all tests of a block, started before the first and closed after the last, and Ada, who uses it. */
export function useBaton(): {
  readonly baton: Pick<RunningBaton, 'runtime' | 'logs' | 'as' | 'send'>;
  readonly ada: User;
} {
  let running: RunningBaton;
  let user: User;
  beforeAll(async () => {
    running = await runBaton();
    user = await running.as('ada');
  });
  afterAll(() => running.runtime.close());
  return {
    baton: {
      get runtime() {
        return running.runtime;
      },
      get logs() {
        return running.logs;
      },
      as: (...of) => running.as(...of),
      send: (...of) => running.send(...of),
    },
    ada: {
      get: (path) => user.get(path),
      post: (...of) => user.post(...of),
      delete: (path) => user.delete(path),
      ask: (text) => user.ask(text),
    },
  };
}
