import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Points the SDK's next client of a service at an endpoint on loopback, with credentials that open nothing. */
export function useLocalAws(service: string, endpoint: string): void {
  Object.assign(process.env, {
    [`AWS_ENDPOINT_URL_${service}`]: endpoint,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_MAX_ATTEMPTS: '1',
  });
}

export interface SeenCall {
  /** The operation, as the protocol names it: `AWSStepFunctions.StartExecution`. */
  readonly target: string;
  readonly body: Record<string, unknown>;
}

export interface ScriptedAws {
  readonly endpoint: string;
  readonly calls: readonly SeenCall[];
  /** What the next call is answered with. */
  next(body: unknown): void;
  /** The error that the next call is answered with. */
  fail(name: string, message?: string): void;
  close(): Promise<void>;
}

/** A service of the AWS JSON protocol on loopback that answers call by call what it is told. */
export async function startScriptedAws(): Promise<ScriptedAws> {
  const calls: SeenCall[] = [];
  const answers: { status: number; body: unknown }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
      calls.push({ target: String(request.headers['x-amz-target']), body });
      const answer = answers.shift() ?? { status: 400, body: { __type: 'NothingScripted' } };
      response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify(answer.body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    next: (body) => void answers.push({ status: 200, body }),
    fail: (name, message = 'as scripted') => void answers.push({ status: 400, body: { __type: name, message } }),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
