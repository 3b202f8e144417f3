import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { fiveStates, openEngine, reservation, runToEnd } from '../../bench/engine-machine.ts';
import { openPeer } from '../../bench/engine-peer.ts';
import { restartWaiting, startWaiting } from '../../bench/engine-waiting.ts';

test('the measured machine has five states and ends alike on the engine and on its peer', async () => {
  const engine = openEngine(fiveStates);
  const outputs = [await runToEnd(engine), await openPeer()()];
  await engine.close();
  expect(Object.keys(fiveStates.States)).toHaveLength(5);
  expect(outputs).toEqual([JSON.stringify(reservation), JSON.stringify(reservation)]);
});

test('executions wait again after a restart, whichever way they wait', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'engine-'));
  try {
    await (await startWaiting(directory, 6)).close();
    const { engine } = await restartWaiting(directory, 6);
    const stateMachineArn = engine.listStateMachines()[0]?.arn ?? '';
    const { items } = engine.listExecutions({ stateMachineArn, statusFilter: 'RUNNING' });
    await engine.close();
    expect(items.map(({ input }) => (JSON.parse(input) as { way: string }).way).toSorted()).toEqual([
      'map',
      'map',
      'token',
      'token',
      'wait',
      'wait',
    ]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
