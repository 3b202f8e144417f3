import {
  memoryJournal,
  systemRandomness,
  type Clock,
  type Engine,
  type EngineJournal,
} from '../../../local/engine/index.ts';
import { Disk } from './disk.ts';
import { ASK, machine, parallel, task } from './machines.ts';

describe('what the engine acknowledges', () => {
  let disk: Disk;

  beforeEach(() => {
    disk = new Disk();
  });

  afterEach(() => disk.remove());

  /** An execution whose task waits for its token when the journal begins to fail. */
  async function failing(): Promise<{ engine: Engine; executionArn: string; taskToken: string }> {
    const journal = memoryJournal();
    let token = '';
    const engine = disk.open(machine({ Ask: task({ Resource: ASK }) }), {
      journal,
      handler: (_, { taskToken = '' }) => {
        token = taskToken;
        return null;
      },
    });
    const executionArn = await disk.begin(engine);
    await disk.written('TaskSubmitted');
    journal.append = () => {
      throw new Error('database or disk is full');
    };
    return { engine, executionArn, taskToken: token };
  }

  it('is no answer that the journal does not have', async () => {
    const { engine, taskToken } = await failing();

    await expect(engine.sendTaskSuccess({ taskToken, output: '1' })).rejects.toThrow(/the journal cannot be written/);
  });

  it('is no stop that the journal does not have', async () => {
    const { engine, executionArn } = await failing();

    await expect(engine.stopExecution({ executionArn })).rejects.toThrow(/the journal cannot be written/);
  });

  it('is nothing of a step that is not finished when the engine is closed', async () => {
    const journal = memoryJournal();
    const tokens: Record<string, string> = {};
    let released = (): void => undefined;
    const clock: Clock = { now: () => 0, setTimer: () => ({ cancel() {} }), hold: () => () => released() };
    let uuid = (): string => systemRandomness.uuid();
    const ask = task({ Resource: ASK });
    const engine = disk.open(
      machine({ Both: parallel([{ One: ask }, { Two: task({ Resource: ASK, Next: 'Three' }), Three: ask }]) }),
      {
        journal,
        clock,
        random: { number: () => 0, uuid: () => uuid() },
        handler: (_, { stateName, taskToken = '' }) => {
          tokens[stateName] = taskToken;
          return null;
        },
      },
    );
    const executionArn = await disk.begin(engine);
    await disk.written('TaskSubmitted', 2);
    const first = engine.sendTaskSuccess({ taskToken: tokens['One'] ?? '', output: '1' });
    // One's step is done and waits to be written; Three has been entered when its token is made.
    await new Promise<void>((resolve) => {
      released = resolve;
    });
    uuid = () => {
      void engine.close();
      return 'closed';
    };
    const second = engine.sendTaskSuccess({ taskToken: tokens['Two'] ?? '', output: '2' });

    await expect(Promise.all([first, second])).rejects.toThrow('the engine is closed');
    expect(lastEvent(journal, executionArn)).toBe('TaskSubmitted');
  });
});

const lastEvent = (journal: EngineJournal, executionArn: string): string | undefined =>
  journal.history({ executionArn, reverseOrder: true, limit: 1 })[0]?.type;
