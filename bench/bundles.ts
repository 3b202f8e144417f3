import { fork } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemblyFolder } from '../cli/assembly.ts';
import { type Runtime, startRuntime } from '../local/runtime.ts';
import { readAssembly } from '../local/template/assembly.ts';
import { type FunctionBlueprint, readBlueprint } from '../local/template/blueprint.ts';
import { firstMessage } from './child.ts';
import { median } from './statistics.ts';

export type Role = 'api' | 'router' | 'agent' | 'other';

/**
 * One bundle of the assembly. `firstInvokeMs` is from the start of a fresh process to the end of its first invocation, a real
 * one that reads and writes tables on loopback; `importAndInvokeMs` leaves out the start of Node itself. Both are medians, each
 * beside that of a handler that does nothing.
 */
export interface BundleFigures {
  readonly name: string;
  readonly role: Role;
  /** Code only, 1,000 bytes; its data files (registry, classifier) are in `dataKb`. */
  readonly minifiedKb: number;
  readonly dataKb: number;
  readonly firstInvokeMs: number;
  readonly emptyFirstInvokeMs: number;
  readonly importAndInvokeMs: number;
  readonly emptyImportAndInvokeMs: number;
}

interface Timing {
  readonly processMs: number;
  readonly importAndInvokeMs: number;
}

const rounds = 10;

/** Measures one function of each bundle. Rounds go over all of them in turn, so that a noisy moment hits all alike. */
export async function measureBundles(): Promise<BundleFigures[]> {
  const { functions } = readBlueprint(readAssembly(assemblyFolder));
  const firstOfEachBundle = [...new Map(functions.toReversed().map((one) => [one.folder, one])).values()];
  const scratch = mkdtempSync(join(tmpdir(), 'baton-bench-'));
  const empty = join(scratch, 'index.mjs');
  writeFileSync(empty, 'export const handler = async () => ({});\n');
  const runtime = await startRuntime({ assembly: assemblyFolder, environment: { MODEL_PROVIDER: 'offline' } });
  try {
    const timings = new Map<string, Timing[]>(firstOfEachBundle.map((one) => [one.functionName, []]));
    const emptyTimings: Timing[] = [];
    for (let round = 0; round < rounds; round += 1) {
      emptyTimings.push(await invokeFresh(empty, '{}', {}));
      for (const one of firstOfEachBundle) {
        const event = await eventFor(runtime, one);
        const timing = await invokeFresh(join(one.folder, 'index.mjs'), event, environmentOf(runtime, one));
        timings.get(one.functionName)?.push(timing);
      }
    }
    return firstOfEachBundle.map((one) => {
      const own = timings.get(one.functionName) ?? [];
      return {
        name: one.functionName,
        role: roleOf(one),
        ...sizeOf(one.folder),
        firstInvokeMs: median(own.map(({ processMs }) => processMs)),
        emptyFirstInvokeMs: median(emptyTimings.map(({ processMs }) => processMs)),
        importAndInvokeMs: median(own.map(({ importAndInvokeMs }) => importAndInvokeMs)),
        emptyImportAndInvokeMs: median(emptyTimings.map(({ importAndInvokeMs }) => importAndInvokeMs)),
      };
    });
  } finally {
    await runtime.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

function roleOf({ functionName }: FunctionBlueprint): Role {
  if (functionName.endsWith('-api')) return 'api';
  if (functionName.endsWith('-router')) return 'router';
  return functionName.includes('-agent-') ? 'agent' : 'other';
}

/** A real call of each function, on a request of its own: nothing is answered from what a call before has left. */
async function eventFor(runtime: Runtime, one: FunctionBlueprint): Promise<string> {
  if (roleOf(one) === 'api') {
    return JSON.stringify({
      version: '2.0',
      routeKey: 'GET /v1/health',
      rawPath: '/v1/health',
      rawQueryString: '',
      headers: { host: 'localhost' },
      requestContext: { http: { method: 'GET', path: '/v1/health' }, domainName: 'localhost', requestId: 'bench' },
      isBase64Encoded: false,
    });
  }
  if (one.functionName.endsWith('-reconciler')) return '{"sweep":true}';
  const call = { schema: 1, tenantId: 'bench', requestId: await waitingRequest(runtime), generation: 1 };
  if (roleOf(one) === 'router') return JSON.stringify({ ...call, executionArn: 'arn:bench' });
  if (one.functionName.endsWith('-coordinator')) {
    return JSON.stringify({ ...call, action: 'fail', error: 'Bench', cause: 'measured' });
  }
  return JSON.stringify({
    ...call,
    taskId: 'bench',
    action: 'run',
    deadline: Date.now() + 60_000,
    task: { instruction: 'Create a container for the wiki with 2 cores', expects: 'A running container' },
  });
}

/** A request that has been asked back: it is open, and nothing works on it. */
async function waitingRequest(runtime: Runtime): Promise<string> {
  const token = await runtime.issuer.token({ tenant: 'bench', user: 'bench' });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const sent = await fetch(`${runtime.url}/v1/requests`, { method: 'POST', headers, body: '{"text":"staging"}' });
  const { requestId } = (await sent.json()) as { requestId: string };
  const read = await fetch(`${runtime.url}/v1/requests/${requestId}?wait=20`, { headers });
  const { status } = (await read.json()) as { status: string };
  if (status !== 'waiting') throw new Error(`the request to measure with is ${status}`);
  return requestId;
}

function environmentOf(runtime: Runtime, one: FunctionBlueprint): Record<string, string> {
  return {
    ...one.environment,
    MODEL_PROVIDER: 'offline',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: runtime.endpoints.dynamodb,
    AWS_ENDPOINT_URL_SFN: runtime.endpoints.stepFunctions,
    AWS_ENDPOINT_URL_EVENTBRIDGE: runtime.endpoints.events,
  };
}

function invokeFresh(file: string, event: string, environment: Record<string, string>): Promise<Timing> {
  const child = fork(join(import.meta.dirname, 'first-invocation.mjs'), [file, event], {
    env: environment,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return firstMessage(child, file);
}

function sizeOf(folder: string): { minifiedKb: number; dataKb: number } {
  const kb = (ending: string) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(ending))
      .reduce((sum, name) => sum + statSync(join(folder, name)).size, 0) / 1000;
  return { minifiedKb: kb('.mjs'), dataKb: kb('.json') };
}
