import type { Json } from '../../../local/engine/index.ts';
import { outcome } from './fakes.ts';
import { ASK, call, children, machine, pass, run, start, task } from './machines.ts';
import { machineArn, startMachine } from '../../../local/testing/index.ts';

/** A list in a list in a list. */
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

describe('JSON that is nested deeper than 1,000 levels', () => {
  it('starts no execution', async () => {
    const { engine } = await start({ Only: pass() });
    const starting = (input: string): Promise<unknown> =>
      engine.startExecution({ stateMachineArn: machineArn('machine'), input });

    expect(await outcome(starting(nested(1_000)))).toBe('taken');
    for (const input of [nested(1_001), nested(100_000), `{"a":${nested(1_000)}}`]) {
      await expect(starting(input)).rejects.toMatchObject({
        name: 'InvalidExecutionInput',
        message: expect.stringMatching(/ is nested deeper than 1000 levels$/),
      });
    }
  });

  it('is told from brackets in a text', async () => {
    const { engine } = await start({ Only: pass() });
    for (const text of ['['.repeat(2_000), `"\\${'{'.repeat(2_000)}`]) {
      const input = JSON.stringify(text);

      expect(await outcome(engine.startExecution({ stateMachineArn: machineArn('machine'), input }))).toBe('taken');
    }
  });

  it('is no answer to a token, and the task goes on waiting', async () => {
    const answers: string[] = [];
    const { output } = await run({ Ask: task({ Resource: ASK }) }, async (_, { engine, taskToken = '' }) => {
      answers.push(await outcome(engine.sendTaskSuccess({ taskToken, output: nested(1_001) })));
      answers.push(await outcome(engine.sendTaskSuccess({ taskToken, output: '[[]]' })));
      return null;
    });

    expect([output, answers]).toEqual([[[]], ['InvalidOutput', 'taken']]);
  });

  it('starts no child, as a text or as a value', async () => {
    for (const Input of [nested(1_001), ['{% $states.input %}']]) {
      const { engine, ended } = await startMachine({
        definition: machine({ Call: call('', {}, { Input }) }),
        input: JSON.parse(nested(1_000)) as Json,
        machines: { child: machine({ Only: pass() }) },
      });

      expect((await ended).error).toBe('StepFunctions.InvalidExecutionInputException');
      expect(await children(engine)).toEqual([]);
    }
  });

  it('is nothing that a task is called with', async () => {
    const calls: Json[] = [];
    const work = task({ Arguments: ['{% $states.input %}'] });
    const { ended } = await startMachine({
      definition: machine({ Work: work }),
      input: JSON.parse(nested(1_000)) as Json,
      fakes: { 'arn:aws:*': (args) => calls.push(args) },
    });

    const { error, cause } = await ended;

    expect([error, cause]).toEqual(['States.Runtime', 'The arguments are nested deeper than 1000 levels.']);
    expect(calls).toEqual([]);
  });

  it('is no result of a task', async () => {
    for (const levels of [1_001, 100_000]) {
      const { error, cause } = await run({ Work: task() }, () => JSON.parse(nested(levels)) as Json);

      expect([error, cause]).toEqual(['States.Runtime', 'The result is nested deeper than 1000 levels.']);
    }
  });
});
