import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { LocalLambda } from '../../../local/services/lambda.ts';

describe('functions in threads', () => {
  let folder: string;
  let lambda: LocalLambda;
  let printed: PromiseWithResolvers<string>;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'baton-lambda-'));
    printed = Promise.withResolvers<string>();
  });
  afterEach(async () => {
    await lambda.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A function of the given source, with three seconds. */
  function deploy(source: string): (event?: unknown) => ReturnType<LocalLambda['invoke']> {
    writeFileSync(join(folder, 'index.mjs'), source);
    lambda = new LocalLambda({
      functions: [
        {
          functionName: 'f',
          arn: 'arn:aws:lambda:us-east-1:000000000000:function:f',
          folder,
          handler: 'index.handler',
          environment: { FROM_TEMPLATE: 'template', OVERRIDDEN: 'template' },
          timeoutSeconds: 3,
          memoryMb: 128,
        },
      ],
      environment: { OVERRIDDEN: 'runtime' },
      onLog: (_name, text) => printed.resolve(text),
    });
    return (event = {}) => lambda.invoke('f', JSON.stringify(event));
  }

  test('answer what they return', async () => {
    const invoke = deploy('export const handler = async (event) => ({ got: event });');
    expect(await invoke({ a: 1 })).toEqual({ payload: '{"got":{"a":1}}' });
    expect(await lambda.invoke('arn:aws:lambda:us-east-1:000000000000:function:f', '1')).toEqual({
      payload: '{"got":1}',
    });
  });

  test('answer null when they return nothing', async () => {
    expect(await deploy('export const handler = async () => {};')()).toEqual({ payload: 'null' });
  });

  test('find their environment and context, the runtime’s word before the template’s', async () => {
    const invoke = deploy(`export const handler = async (_event, context) => [
      process.env.FROM_TEMPLATE, process.env.OVERRIDDEN, process.env.LAMBDA_TASK_ROOT, process.env.HOME ?? null,
      context.functionName, context.getRemainingTimeInMillis() > 0 ];`);
    expect(await invoke()).toEqual({ payload: JSON.stringify(['template', 'runtime', folder, null, 'f', true]) });
  });

  test('fail under the name of what they throw', async () => {
    const invoke = deploy(
      `export const handler = async () => { throw Object.assign(new Error('no'), { name: 'ModelThrottled' }); };`,
    );
    expect(await invoke()).toMatchObject({ error: { errorType: 'ModelThrottled', errorMessage: 'no' } });
  });

  test('that cannot be loaded say why at each call', async () => {
    const invoke = deploy(`throw new Error('no settings');`);
    expect(await invoke()).toMatchObject({ error: { errorMessage: 'no settings' } });
    expect(await invoke()).toMatchObject({ error: { errorMessage: 'no settings' } });
  });

  test('are loaded once, and run several calls at a time', async () => {
    const invoke = deploy(`let loads = 0; loads += 1; let running = 0; const all = Promise.withResolvers();
      export const handler = async () => {
        running += 1; if (running === 3) all.resolve(); await all.promise; return [loads, running];
      };`);
    const three = { payload: '[1,3]' };
    expect(await Promise.all([invoke(), invoke(), invoke()])).toEqual([three, three, three]);
  });

  describe('out of time', () => {
    beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
    afterEach(() => void jest.useRealTimers());

    test('are told so, and the next call gets a fresh one', async () => {
      const invoke = deploy(`let calls = 0;
        export const handler = async () => {
          calls += 1; if (calls === 1) return calls;
          console.log('waits'); return new Promise(() => {});
        };`);
      expect(await invoke()).toEqual({ payload: '1' });
      const late = invoke();
      await printed.promise;
      jest.advanceTimersByTime(3000);
      expect(await late).toMatchObject({
        error: {
          errorType: 'Sandbox.Timedout',
          errorMessage: expect.stringMatching(/ timed out after 3\.00 seconds$/),
        },
      });
      expect(await invoke()).toEqual({ payload: '1' });
    });

    test('are ended though they never give way, and keep nobody waiting who comes later', async () => {
      const invoke = deploy(`export const handler = ({ hang }) => {
          if (hang) { console.log('hangs'); for (;;); }
          return 'here';
        };`);
      await invoke();
      const late = invoke({ hang: true });
      await printed.promise;
      const later = invoke();
      jest.advanceTimersByTime(2000);
      expect(await later).toEqual({ payload: '"here"' });
      jest.advanceTimersByTime(1000);
      expect(await late).toMatchObject({ error: { errorType: 'Sandbox.Timedout' } });
    });
  });

  test.each([
    ['end their process', `process.exit(3)`, 'Runtime.ExitError'],
    ['kill it', `process.kill(process.pid, 'SIGKILL')`, 'Runtime.ExitError'],
    ['kill it by an imported name', `(await import('node:process')).kill(process.pid)`, 'Runtime.ExitError'],
    ['kill the group it is in', `process.kill('0', 'SIGTERM')`, 'Runtime.ExitError'],
    ['throw where nobody catches it', `setImmediate(() => { throw new Error('lost'); })`, 'Runtime.UncaughtException'],
    ['leave a rejection alone', `Promise.reject(new Error('lost'))`, 'Runtime.UnhandledPromiseRejection'],
  ])('that %s fail alone, and the next call gets a fresh one', async (_, crash, errorType) => {
    const invoke = deploy(`let calls = 0; const released = Promise.withResolvers();
      export const handler = async ({ does }) => {
        calls += 1;
        if (does === 'wait') { await released.promise; return 'well'; }
        if (does === 'release') { released.resolve(); return calls; }
        if (does === 'crash') { ${crash}; await new Promise(() => {}); }
        return calls;
      };`);
    const beside = invoke({ does: 'wait' });
    const crashed = invoke({ does: 'crash' });
    const release = invoke({ does: 'release' });
    expect(await crashed).toMatchObject({ error: { errorType } });
    expect(await release).toEqual({ payload: '3' });
    expect(await beside).toEqual({ payload: '"well"' });
    expect(await invoke({})).toEqual({ payload: '1' });
  });

  test('have answered although their thread ends right after', async () => {
    const invoke = deploy(`const done = Promise.withResolvers();
      done.promise.then(() => setImmediate(() => process.exit(3)));
      export const handler = async () => { done.resolve(); return 'well'; };`);
    expect(await invoke()).toEqual({ payload: '"well"' });
  });

  test('may ask whether their process is there', async () => {
    const invoke = deploy(`export const handler = async () => process.kill(process.pid, 0);`);
    expect(await invoke()).toEqual({ payload: 'true' });
  });

  test('have a parentPort to themselves: whatever they post there or do to it', async () => {
    const invoke = deploy(`import { parentPort, workerData } from 'node:worker_threads';
      export const handler = async ({ id }) => {
        for (const it of [null, 'junk', { id, result: '"forged"' }]) parentPort.postMessage(it);
        parentPort.close();
        return Object.keys(workerData).includes('port');
      };`);
    expect(await invoke({ id: 'x' })).toEqual({ payload: 'false' });
    expect(await invoke({ id: 'y' })).toEqual({ payload: 'false' });
  });

  test('that use up their memory fail, and the next call gets a fresh one', async () => {
    const invoke = deploy(`export const handler = async ({ fill }) => {
        const kept = []; while (fill) kept.push(new Array(100_000).fill({}));
        return 'here';
      };`);
    expect(await invoke({ fill: true })).toMatchObject({
      error: { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('memory') },
    });
    expect(await invoke({})).toEqual({ payload: '"here"' });
  });

  test('print to the log and not to the terminal', async () => {
    const invoke = deploy(`export const handler = async () => { console.log('a line'); };`);
    await invoke();
    expect(await printed.promise).toBe('a line\n');
  });

  describe('at the quota of 6 MB', () => {
    const quota = 6 * 1024 * 1024;

    test('take an event of just so many bytes, and none that is larger', async () => {
      const invoke = deploy('export const handler = async (event) => Buffer.byteLength(event);');
      expect(await invoke('x'.repeat(quota - 2))).toEqual({ payload: String(quota - 2) });
      await expect(invoke('x'.repeat(quota - 1))).rejects.toMatchObject({
        name: 'RequestTooLargeException',
        message: 'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
      });
      await expect(invoke('é'.repeat(quota / 2))).rejects.toMatchObject({ name: 'RequestTooLargeException' });
    });

    test('answer just so many bytes, and fail with more', async () => {
      const invoke = deploy(`export const handler = async ({ text, times }) => text.repeat(times);`);
      expect(await invoke({ text: 'x', times: quota - 2 })).toMatchObject({ payload: expect.any(String) });
      const tooLarge = {
        error: { errorType: 'Function.ResponseSizeTooLarge', errorMessage: expect.stringContaining('6291456 bytes') },
      };
      expect(await invoke({ text: 'x', times: quota - 1 })).toMatchObject(tooLarge);
      expect(await invoke({ text: 'é', times: quota / 2 })).toMatchObject(tooLarge);
    });
  });

  test('that do not exist are named', async () => {
    deploy('');
    await expect(lambda.invoke('g', '{}')).rejects.toThrow('Function not found: g');
  });
});
