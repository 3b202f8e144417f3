import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { importJWK, SignJWT } from 'jose';
import { DevelopmentIssuer } from '../../../local/gateway/issuer.ts';

describe('the development issuer', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'baton-issuer-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A token signed with the issuer's own key, with claims it would not make itself. */
  async function ownToken(change: (jwt: SignJWT) => SignJWT): Promise<string> {
    const issuer = DevelopmentIssuer.open(folder);
    const { privateKey } = JSON.parse(readFileSync(join(folder, 'issuer.json'), 'utf8'));
    const jwt = new SignJWT({}).setSubject('ada').setProtectedHeader({ alg: 'RS256', kid: privateKey.kid });
    return change(jwt.setIssuer(issuer.address).setAudience('baton-local')).sign(await importJWK(privateKey, 'RS256'));
  }

  test('makes tokens that name tenant and user, and takes them', async () => {
    const issuer = DevelopmentIssuer.open(folder);
    const claims = await issuer.verify(await issuer.token({ tenant: 'acme', user: 'ada' }));
    expect(claims).toMatchObject({ sub: 'ada', 'custom:tenant': 'acme', aud: 'baton-local' });
  });

  test('keeps its key, readable by its owner alone, so that tokens outlive it', async () => {
    const token = await DevelopmentIssuer.open(folder).token({ tenant: 'acme', user: 'ada' });
    await expect(DevelopmentIssuer.open(folder).verify(token)).resolves.toMatchObject({ sub: 'ada' });
    expect(statSync(join(folder, 'issuer.json')).mode & 0o777).toBe(0o600);
  });

  test('has one key when many open the folder at the same time', async () => {
    const gate = new Int32Array(new SharedArrayBuffer(4));
    const module = new URL('../../../local/gateway/issuer.ts', import.meta.url).href;
    const open = `
      const { parentPort, workerData } = require('node:worker_threads');
      void import(workerData.module).then(({ DevelopmentIssuer }) => {
        parentPort.postMessage('ready');
        Atomics.wait(workerData.gate, 0, 0);
        parentPort.postMessage(DevelopmentIssuer.open(workerData.folder).keySet);
      });`;
    const workers = Array.from(
      { length: 4 },
      () => new Worker(open, { eval: true, workerData: { module, folder, gate } }),
    );
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    const keys = Promise.all(workers.map((worker) => once(worker, 'message')));
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
    const [first, ...others] = await keys;
    expect(others).toEqual([first, first, first]);
    expect(readdirSync(folder)).toEqual(['issuer.json']);
  });

  test('does not take another issuer’s tokens', async () => {
    const token = await DevelopmentIssuer.open(undefined).token({ tenant: 'acme', user: 'ada' });
    await expect(DevelopmentIssuer.open(folder).verify(token)).rejects.toThrow();
  });

  test('takes a token that its own key signed, unless something about it is wrong', async () => {
    const issuer = DevelopmentIssuer.open(folder);
    const good = await ownToken((jwt) => jwt.setExpirationTime('1h'));
    await expect(issuer.verify(good)).resolves.toMatchObject({ sub: 'ada' });
    const wrong = [
      await ownToken((jwt) => jwt),
      await ownToken((jwt) => jwt.setExpirationTime('-2m')),
      await ownToken((jwt) => jwt.setExpirationTime('1h').setNotBefore('10m')),
      await ownToken((jwt) => jwt.setExpirationTime('1h').setAudience('somebody else')),
      await ownToken((jwt) => jwt.setExpirationTime('1h').setIssuer('https://elsewhere')),
    ];
    for (const token of wrong) await expect(issuer.verify(token)).rejects.toThrow();
  });
});
