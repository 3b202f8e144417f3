import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { finishUnderLoad } from '../../bench/load.ts';

test('a load keeps so many runs in flight until enough have finished, whichever ends first', async () => {
  const ends: (() => void)[] = [];
  const run = () => new Promise<void>((end) => void ends.push(end));
  let ms: number | undefined;
  const load = finishUnderLoad(run, 3, 5).then((taken) => (ms = taken));
  const inFlight: number[] = [];
  for (let finished = 0; finished < 5; finished += 1) {
    inFlight.push(ends.length);
    ends.splice(finished % 2, 1)[0]?.();
    await turn();
  }
  expect([inFlight, ends.length, ms]).toEqual([[3, 3, 3, 3, 3], 2, undefined]);
  for (const end of ends) end();
  expect(await load).toBeGreaterThanOrEqual(0);
});
