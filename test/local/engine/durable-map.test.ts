import { TaskError, type TaskHandler } from '../../../local/engine/index.ts';
import { Disk } from './disk.ts';
import { machine, task } from './machines.ts';

describe('a Map in an engine that is closed and opened again', () => {
  let disk: Disk;

  beforeEach(() => {
    disk = new Disk();
  });

  afterEach(() => disk.remove());

  it('goes on where it was: finished iterations keep their outputs and count', async () => {
    const Retry = [{ ErrorEquals: ['Lambda.Unknown'] }];
    const each = { StartAt: 'Do', States: { Do: task({ Arguments: '{% $states.input %}', Retry }) } };
    const tolerant = { ToleratedFailureCount: 1, ItemProcessor: each, End: true };
    const definition = machine({
      Each: { Type: 'Map', Items: ['a', 'b', 'c', 'd', 'e'], MaxConcurrency: 2, ...tolerant },
    });
    const calls: string[] = [];
    const first = disk.open(definition, {
      handler: (args) => {
        calls.push(args as string);
        if (args === 'c') throw new TaskError('Broken', 'once');
        return args === 'b' ? 'b1' : new Promise(() => undefined);
      },
    });
    const arn = await disk.begin(first);
    // a hangs, b succeeds, c fails, and d hangs in its place.
    await disk.written('MapIterationSucceeded');
    await disk.written('MapIterationFailed');
    await disk.written('TaskStarted', 4);
    await first.close();

    const second = disk.open(definition, {
      handler: (args) => {
        calls.push(args as string);
        return `${args as string}2`;
      },
    });
    await second.resume();
    const { output } = await second.waitForExecution(arn);

    expect(JSON.parse(output ?? '')).toEqual(['a2', 'b1', { Error: 'Broken', Cause: 'once' }, 'd2', 'e2']);
    expect(calls).toEqual(['a', 'b', 'c', 'd', 'a', 'd', 'e']);
    await second.close();
  });

  it('counts failures from before against its tolerance', async () => {
    const each = {
      StartAt: 'Do',
      States: { Do: task({ Arguments: '{% $states.input %}', Retry: [{ ErrorEquals: ['Lambda.Unknown'] }] }) },
    };
    const definition = machine({
      Each: { Type: 'Map', Items: [1, 2], ToleratedFailureCount: 1, ItemProcessor: each, End: true },
    });
    const broken: TaskHandler = (args) => {
      if (args === 2) throw new TaskError('Broken');
      return new Promise(() => undefined);
    };
    const first = disk.open(definition, { handler: broken });
    const arn = await disk.begin(first);
    await disk.written('MapIterationFailed');
    await first.close();

    const second = disk.open(definition, { handler: () => Promise.reject(new TaskError('Broken')) });
    await second.resume();

    expect((await second.waitForExecution(arn)).error).toBe('States.ExceedToleratedFailureThreshold');
    await second.close();
  });
});
