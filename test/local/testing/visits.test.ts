import { describe, expect, test } from '@jest/globals';
import { type Fake, fails, inTurn, runMachine, TaskError } from '../../../local/testing/index.ts';
import { visitsOf } from '../../../local/testing/visits.ts';
import type { JsonObject } from '../../../local/engine/index.ts';
import { machine, pass, task } from '../engine/machines.ts';

const scope = (states: Record<string, JsonObject>): JsonObject => ({
  StartAt: Object.keys(states)[0] ?? '',
  States: states,
});

/** The states of a run: where, and what became of it. */
async function told(states: Record<string, JsonObject>, fake: Fake = () => null): Promise<string[]> {
  const { history } = await runMachine({ definition: machine(states), fakes: { 'arn:aws:*': fake } });
  return visitsOf(history).map(({ within, state, outcome, error }) =>
    [[...within, state].join(' › '), outcome, ...(error === undefined ? [] : [error])].join(' '),
  );
}

describe('the states of a history', () => {
  test('tell what became of them', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Look' }];
    const Retry = [{ ErrorEquals: ['Busy'], MaxAttempts: 1 }];
    const fake = inTurn(fails(new TaskError('Busy')), () => null, fails(new TaskError('Broken')));
    expect(
      await told(
        { Try: task({ Retry, Next: 'Ask' }), Ask: task({ Catch, Next: 'Look' }), Look: { Type: 'Fail' } },
        fake,
      ),
    ).toEqual(['Try succeeded Busy', 'Ask caught Broken', 'Look failed']);
  });

  test('are told from where their expressions failed', async () => {
    expect(await told({ A: pass({ Next: 'B' }), B: pass({ Output: '{% $nothing %}' }) })).toEqual([
      'A succeeded',
      'B failed States.QueryEvaluationError',
    ]);
  });

  test('know the Maps and Parallels around them, side by side', async () => {
    const each = (states: Record<string, JsonObject>): JsonObject => ({
      Type: 'Map',
      Items: [1, 2],
      MaxConcurrency: 1,
      ItemProcessor: scope(states),
      End: true,
    });
    const branches = [scope({ Each: each({ One: pass({ Next: 'Two' }), Two: pass() }) }), scope({ Beside: pass() })];
    const Both: JsonObject = { Type: 'Parallel', Branches: branches, Next: 'Last' };
    expect(await told({ Both, Last: pass() })).toEqual([
      'Both succeeded',
      'Both › Each succeeded',
      'Both › Beside succeeded',
      'Both › Each › One succeeded',
      'Both › Each › Two succeeded',
      'Both › Each › One succeeded',
      'Both › Each › Two succeeded',
      'Last succeeded',
    ]);
  });

  test('that are cut off are told so, and what goes on after', async () => {
    const branches = [scope({ Work: task() }), scope({ Sleep: { Type: 'Wait', Seconds: 60, End: true } })];
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Last' }];
    const Both: JsonObject = { Type: 'Parallel', Branches: branches, Catch, Next: 'Last' };
    const fake: Fake = async (_, { sleep }) => {
      await sleep(1);
      throw new TaskError('Broken');
    };
    expect(await told({ Both, Last: pass() }, fake)).toEqual([
      'Both caught',
      'Both › Work failed Broken',
      'Both › Sleep aborted',
      'Last succeeded',
    ]);
  });
});
