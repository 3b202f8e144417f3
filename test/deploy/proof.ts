import { setTimeout as pause } from 'node:timers/promises';
import { type Emulator, fixTimeouts, signIn, widenTokenGrants } from './aws.ts';
import type { Cdk, Outputs } from './cdk.ts';

/** A request that one expert can do, and one that the architect plans for several. */
const texts = [
  'Please create VLAN 120 for the guest wifi on the core switches',
  'Lock down the firewall between all VLANs, encrypt the backups and watch both throughout',
] as const;

export interface Reporter {
  /** Says what is being done, does it, and says how long it took. */
  readonly step: <T>(title: string, work: () => Promise<T>) => Promise<T>;
  /** What a person should see of the result. */
  readonly show: (line: string) => void;
}

/**
 * Deploys Baton to an emulator, has requests done there, and removes it again, whatever came of it.
 *
 * @throws Error at the first thing that is not as it should be
 */
export async function prove(emulator: Emulator, cdk: Cdk, reporter: Reporter): Promise<void> {
  const { step } = reporter;
  await step('cdk bootstrap', () => cdk.bootstrap());
  try {
    const outputs = await step('cdk deploy --all', () => cdk.deploy());
    await useDeployment(emulator, outputs, reporter);
  } catch (error) {
    // What failed is what matters; an emulator that is somebody else's is still left as it was found.
    await cdk.destroy().catch(() => undefined);
    throw error;
  }
  await step('cdk destroy --all', () => cdk.destroy());
}

async function useDeployment(emulator: Emulator, outputs: Outputs, { step, show }: Reporter): Promise<void> {
  const api = apiOn(emulator, outputs.ApiUrl);
  await step('Let the emulator see the grants for task tokens', async () => {
    if ((await widenTokenGrants(emulator, 'baton-')) === 0) throw new Error('no role may send a task token back');
  });
  await step('Give the emulator numbers for time-outs that are computed', async () => {
    if ((await fixTimeouts(emulator, 'baton-')) === 0) throw new Error('no machine has a computed time-out');
  });
  const directory = { userPoolId: outputs.UserPoolId, clientId: outputs.UserPoolClientId };
  const user = { name: 'ada', tenant: 'acme' };
  const token = await step('Make a user and sign in', () => signIn(emulator, directory, user));
  await step('Without a token: 401', () => api('POST', '/v1/requests', { expect: 401, body: { text: texts[0] } }));
  for (const text of texts) {
    const sent = await step('With a token: 202', () =>
      api('POST', '/v1/requests', { expect: 202, token, body: { text } }),
    );
    const { requestId } = sent as { requestId: string };
    const request = await step('Wait until it has succeeded', () => untilEnded(() => read(api, token, requestId)));
    if (request.status !== 'succeeded') throw new Error(`the request ended as ${JSON.stringify(request)}`);
    show(`request: ${text}`);
    show(`reply:   ${request.reply ?? ''}`);
    const undo = `/v1/requests/${requestId}/roll-back`;
    await step('Have it rolled back: 202', () => api('POST', undo, { expect: 202, token }));
    const undone = await step('Wait until it is undone', () => untilEnded(() => read(api, token, requestId)));
    if (undone.status !== 'rolled-back') throw new Error(`the rollback ended as ${JSON.stringify(undone)}`);
    show(`undone:  ${undone.rollback?.compensated?.join(', ') ?? ''}`);
  }
}

interface RequestView {
  readonly status: string;
  readonly reply?: string;
  readonly rollback?: { readonly compensated?: readonly string[] };
}

const read = async (api: Api, token: string, requestId: string) =>
  (await api('GET', `/v1/requests/${requestId}?wait=5`, { expect: 200, token })) as RequestView;

async function untilEnded(look: () => Promise<RequestView>): Promise<RequestView> {
  const deadline = Date.now() + 120_000;
  for (;;) {
    const request = await look();
    if (!['received', 'running', 'rolling-back'].includes(request.status)) return request;
    if (Date.now() > deadline) throw new Error(`the request is still ${request.status} after two minutes`);
    await pause(200);
  }
}

type Api = ReturnType<typeof apiOn>;

/** The deployed API. An emulator serves it under a path of its own: the address in the outputs is one of AWS's. */
function apiOn(emulator: Emulator, apiUrl: string) {
  const [apiId] = new URL(apiUrl).hostname.split('.');
  const base = `${emulator.endpoint}/_aws/execute-api/${apiId}/$default`;
  return async (method: string, path: string, options: { expect: number; token?: string; body?: unknown }) => {
    const response = await fetch(base + path, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    const answer = await response.text();
    if (response.status === options.expect) return JSON.parse(answer) as unknown;
    throw new Error(`${method} ${path} answered ${response.status}, not ${options.expect}: ${answer}`);
  };
}
