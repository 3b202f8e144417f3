import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { root } from '../../cli/assembly.ts';
import { DevelopmentIssuer } from '../../local/gateway/issuer.ts';

interface Server {
  readonly url: string;
  /** Ends it without giving it a chance to say goodbye. */
  kill(): Promise<void>;
}

function spawnServer(data: string): ChildProcess {
  return spawn(process.execPath, [join(root, 'bin/baton.ts'), 'dev', '--port', '0', '--data', data], {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Starts the server as a person does, in a process of its own, and waits until it says where it answers. */
async function startServer(data: string): Promise<Server> {
  const child = spawnServer(data);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  if (child.stdout === null) throw new Error('the server has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /answers at (\S+)/.exec(line)?.[1];
    if (url === undefined) continue;
    return {
      url,
      async kill() {
        child.kill('SIGKILL');
        await ended;
      },
    };
  }
  throw new Error('the server ended before it answered');
}

describe('a server that is killed', () => {
  let data: string;
  let server: Server;
  let token: string;

  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), 'baton-durability-'));
    server = await startServer(data);
    token = await DevelopmentIssuer.open(data).token({ tenant: 'acme', user: 'ada' });
  });
  afterAll(async () => {
    await server.kill();
    rmSync(data, { recursive: true, force: true });
  });

  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await response.json()) as Record<string, string>;
  };

  test('goes on with what it acknowledged: the question is still there, and its answer finishes the request', async () => {
    const { requestId } = await call('POST', '/v1/requests', { text: 'staging' });
    expect(await call('GET', `/v1/requests/${requestId}?wait=20`)).toMatchObject({ status: 'waiting' });

    await server.kill();
    server = await startServer(data);

    expect(await call('GET', `/v1/requests/${requestId}`)).toMatchObject({ status: 'waiting' });
    await call('POST', `/v1/requests/${requestId}/messages`, { text: 'Create a jail for nginx' });
    expect(await call('GET', `/v1/requests/${requestId}?wait=20`)).toMatchObject({ status: 'succeeded' });
  });

  test('in the middle of the work takes it up again and does it once', async () => {
    const ids = await Promise.all(
      Array.from(
        { length: 5 },
        async () => (await call('POST', '/v1/requests', { text: 'Create a jail for nginx' }))['requestId'],
      ),
    );
    await server.kill();
    server = await startServer(data);

    for (const id of ids) {
      expect(await call('GET', `/v1/requests/${id}?wait=25`)).toMatchObject({ status: 'succeeded' });
      const { sessionId } = await call('GET', `/v1/requests/${id}`);
      const { messages } = (await call('GET', `/v1/sessions/${sessionId}/messages`)) as unknown as {
        messages: unknown[];
      };
      expect(messages).toHaveLength(3);
    }
  });

  test('leaves no room for a second one on the same data', async () => {
    const second = spawnServer(data);
    let said = '';
    second.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => second.once('exit', resolve));
    expect(code).toBe(1);
    expect(said.trim().split('\n')).toEqual([expect.stringMatching(/^baton: .*in use by another process/)]);
  });
});
