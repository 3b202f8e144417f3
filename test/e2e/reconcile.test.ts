import { describe, expect, test } from '@jest/globals';
import { useBaton } from '../support/running.ts';

describe('a request whose execution ends without a word', () => {
  const { baton, ada } = useBaton();

  test('is closed by the rule on status changes', async () => {
    const { body: waiting } = await ada.ask('staging');
    await baton.runtime.engine.stopExecution({
      executionArn: waiting.executionArn,
      error: 'Operator.Stopped',
      cause: 'stopped in the console',
    });
    let { body: request } = await ada.get(`/v1/requests/${waiting.requestId}`);
    while (request.status === 'waiting') ({ body: request } = await ada.get(`/v1/requests/${waiting.requestId}`));
    expect(request).toMatchObject({
      status: 'failed',
      error: { name: 'Operator.Stopped', message: 'stopped in the console' },
    });
  });

  test('is left alone by a sweep while it is young', async () => {
    const { body: waiting } = await ada.ask('staging');
    const outcome = await baton.runtime.invoke('baton-dev-reconciler', '{"sweep":true}');
    expect(outcome).toEqual({ payload: JSON.stringify({ looked: 0, started: 0, failed: 0 }) });
    expect((await ada.get(`/v1/requests/${waiting.requestId}`)).body.status).toBe('waiting');
  });
});
