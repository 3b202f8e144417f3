import { describe, expect, test } from '@jest/globals';
import { type Answer, coordinate, failing, failureTold, input, named, single } from '../support/coordinate-run.ts';

const unsure = { ...single, mode: 'unsure', first: '', tasks: [] };
const consultation = {
  advice: { mode: 'single', parts: [{ agent: 'compute-expert', part: '' }], reason: 'a machine' },
  usage: { inputTokens: 100, outputTokens: 50, costUsd: 0 },
  durationMs: 800,
};

/** Unsure until it is told what came of asking. */
const router: Answer = (payload) => ('consultation' in payload ? single : unsure);

const advised = ['Route request', 'Choose how to proceed', 'Ask a model', 'Settle the route', 'Choose how to proceed'];

describe('coordinate-request, where the router is unsure', () => {
  test('asks a model and settles the route with what it said', async () => {
    const run = await coordinate({ router, adviser: () => consultation });
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: { status: 'succeeded' } });
    expect(run.path.slice(0, 6)).toEqual([...advised, 'Delegate to expert']);
    expect(named(run, 'adviser').map(({ payload }) => payload)).toEqual([input]);
    expect(named(run, 'router')[1]?.payload).toMatchObject({
      ...input,
      executionArn: expect.any(String),
      consultation,
    });
  });

  test.each(['ModelThrottled', 'Lambda.TooManyRequestsException', 'Sandbox.Timedout', 'TypeError'])(
    'asks once, and goes on without advice after %s',
    async (error) => {
      const run = await coordinate({ router, adviser: failing(1, error, () => consultation) });
      expect(run.status).toBe('SUCCEEDED');
      expect(run.path.slice(0, 5)).toEqual(advised);
      expect(named(run, 'adviser')).toHaveLength(1);
      expect(named(run, 'router')[1]?.payload['consultation']).toEqual({
        error,
        cause: expect.stringContaining(`${error} happened`),
      });
    },
  );

  test('goes on when the function does not answer in 15 seconds', async () => {
    const run = await coordinate({ router, adviser: (_payload, { sleep }) => sleep(Infinity) });
    expect(run).toMatchObject({ status: 'SUCCEEDED', seconds: 15 });
    expect(named(run, 'router')[1]?.payload['consultation']).toMatchObject({ error: 'States.Timeout' });
  });

  test('asks again with the answer to what was asked back', async () => {
    const answers = [unsure, { ...single, mode: 'clarify', tasks: [] }, unsure, single];
    const run = await coordinate({
      router: () => answers.shift(),
      adviser: () => consultation,
      coordinator: async ({ action, token }, { engine }) => {
        if (action === 'ask') await engine.sendTaskSuccess({ taskToken: String(token), output: '{}' });
        return {};
      },
    });
    expect(run.status).toBe('SUCCEEDED');
    expect(named(run, 'adviser')).toHaveLength(2);
    expect(run.path.filter((state) => state === 'Ask for clarification')).toHaveLength(1);
  });

  test('fails as the router does when the route cannot be settled', async () => {
    const run = await coordinate({
      router: (payload, context) =>
        'consultation' in payload ? failing(1, 'RequestClosed', () => single)(payload, context) : unsure,
      adviser: () => consultation,
    });
    expect(run).toMatchObject({ status: 'FAILED', error: 'RequestClosed' });
    expect(failureTold(run)).toMatchObject({ error: 'RequestClosed' });
  });
});
