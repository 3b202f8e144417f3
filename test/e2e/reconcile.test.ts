import { describe, expect, test } from '@jest/globals';
import { runBaton, useBaton } from '../support/running.ts';

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

describe('a status change', () => {
  /** Stops the execution of a request that waits for an answer, where the bus gets status changes so often. */
  async function stopWaiting(statusChanges: 'never' | 'twice') {
    const baton = await runBaton({ statusChanges });
    const ada = await baton.as('ada');
    const { executionArn, requestId } = (await ada.ask('staging')).body;
    await baton.runtime.engine.stopExecution({ executionArn, error: 'Operator.Stopped' });
    // One more call of the function that the rule calls.
    await baton.runtime.invoke('baton-dev-reconciler', '{"sweep":true}');
    const status = async () => (await ada.get(`/v1/requests/${requestId}`)).body.status as string;
    const events = async () => {
      const { body } = await ada.get(`/v1/requests/${requestId}/events`);
      return body.events.map(({ type }: { type: string }) => type) as string[];
    };
    return { baton, status, events };
  }

  test('that is lost leaves the request to the sweep', async () => {
    const { baton, status } = await stopWaiting('never');
    await using _ = baton;
    expect(await status()).toBe('waiting');
  });

  test('that comes twice closes the request once', async () => {
    const { baton, status, events } = await stopWaiting('twice');
    await using _ = baton;
    while (!(await events()).includes('request.failed'));
    await baton.runtime.invoke('baton-dev-reconciler', '{"sweep":true}');
    expect(await events()).toEqual([
      'request.received',
      'request.routed',
      'request.waiting',
      'checklist.verification',
      'request.failed',
    ]);
    expect(await status()).toBe('failed');
  });
});
