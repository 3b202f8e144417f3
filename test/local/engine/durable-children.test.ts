import { sqliteJournal, type Engine, type TaskHandler } from '../../../local/engine/index.ts';
import { Disk } from './disk.ts';
import { ASK, machine, pass, task, type States } from './machines.ts';

const childArn = 'arn:aws:states:us-east-1:1:stateMachine:child';
const parent = machine({
  Call: task({
    Resource: 'arn:aws:states:::states:startExecution.sync:2',
    Arguments: { StateMachineArn: childArn },
    Output: '{% $states.result.Output %}',
  }),
});

describe('an engine that is closed and opened again finds a child execution', () => {
  let disk: Disk;

  beforeEach(() => {
    disk = new Disk();
  });

  afterEach(() => disk.remove());

  function open(child: States, more: Parameters<Disk['open']>[1] = {}): Engine {
    const engine = disk.open(parent, more);
    engine.loadMachine({ name: 'child', arn: childArn, definition: machine(child) });
    return engine;
  }

  it('that its parent waits for', async () => {
    const child = { Ask: task({ Resource: ASK }) };
    let token = '';
    const handler: TaskHandler = (_, { taskToken = '' }) => {
      token = taskToken;
      return null;
    };
    const first = open(child, { handler });
    const arn = await disk.begin(first);
    // The parent's call and the child's question.
    await disk.written('TaskSubmitted', 2);
    await first.close();

    const second = open(child, { handler });
    await second.resume();
    await second.sendTaskSuccess({ taskToken: token, output: '42' });

    expect(await second.waitForExecution(arn)).toMatchObject({ status: 'SUCCEEDED', output: '42' });
    expect(second.listExecutions({ stateMachineArn: childArn }).items).toHaveLength(1);
    await second.close();
  });

  it('that ended before its parent knew that it had started', async () => {
    const child = { Only: pass({ Output: 42 }) };
    const journal = sqliteJournal(disk.directory);
    const append = journal.append.bind(journal);
    journal.append = (steps) => {
      if (steps.some(({ events }) => events.some((it) => it.type === 'TaskSubmitted'))) throw new Error('cut off');
      append(steps);
    };
    const first = open(child, { journal });
    const arn = await disk.begin(first);
    await expect(first.waitForExecution(arn)).rejects.toThrow('cut off');
    const ended = first.listExecutions({ stateMachineArn: childArn }).items.map((it) => it.status);
    await first.close();

    const second = open(child);
    await second.resume();

    expect(ended).toEqual(['SUCCEEDED']);
    expect(await second.waitForExecution(arn)).toMatchObject({ status: 'SUCCEEDED', output: '42' });
    expect(second.listExecutions({ stateMachineArn: childArn }).items).toHaveLength(1);
    await second.close();
  });
});
