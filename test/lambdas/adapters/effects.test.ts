import { ledgerAt } from '../../../lambdas/adapters/effects.ts';
import { noLedger } from '../../../lambdas/core/task/effects.ts';
import { rejectionOf } from '../../support/memory-journal.ts';
import { type ScriptedModel, startScriptedModel } from '../../support/scripted-model.ts';

const effect = {
  kind: 'compensation',
  key: 'r1.1.t1.compensate.0',
  tenantId: 'acme',
  requestId: 'r1',
  taskId: 't1',
  agentId: 'network-expert',
  attempt: 2,
} as const;

let server: ScriptedModel;
beforeEach(async () => {
  server = await startScriptedModel();
});
afterEach(async () => server.close());

it('sends each effect as JSON, under its key', async () => {
  server.add({ status: 201, body: {} });
  await ledgerAt(server.url).tell(effect);
  expect(server.requests).toMatchObject([
    {
      method: 'POST',
      path: '/v1',
      headers: { 'content-type': 'application/json', 'idempotency-key': effect.key },
      body: effect,
    },
  ]);
});

it.each([400, 404, 500, 503])('cannot tell a ledger that answers %d', async (status) => {
  server.add({ status, body: {} });
  expect(await rejectionOf(ledgerAt(server.url).tell(effect))).toMatchObject({
    name: 'StoreUnavailable',
    message: `the ledger of effects cannot be told of ${effect.key}: it answered ${status}`,
  });
});

it('cannot tell a ledger that is not there', async () => {
  await server.close();
  expect(await rejectionOf(ledgerAt(server.url).tell(effect))).toMatchObject({ name: 'StoreUnavailable' });
});

it('is nobody where no address is given', () => {
  expect(ledgerAt(undefined)).toBe(noLedger);
});
