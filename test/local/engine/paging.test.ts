import { createEngine, memoryJournal, sqliteJournal, type Engine } from '../../../local/engine/index.ts';
import { Disk } from './disk.ts';
import { machine } from './machines.ts';

const stateMachineArn = Disk.machineArn;

describe.each(['in memory', 'on disk'])('pages of a journal %s', (where) => {
  let disk: Disk;
  let engine: Engine;

  beforeEach(async () => {
    disk = new Disk();
    const journal = where === 'on disk' ? sqliteJournal(disk.directory) : memoryJournal();
    engine = createEngine({ journal, integrations: {}, region: 'us-east-1', accountId: '1' });
    const definition = machine({ Sleep: { Type: 'Wait', Seconds: 3600, End: true } });
    engine.loadMachine({ name: 'm', arn: stateMachineArn, definition });
    for (let i = 0; i < 10; i += 1) await engine.startExecution({ stateMachineArn, name: `x${i}` });
  });

  afterEach(async () => {
    await engine.close();
    disk.remove();
  });

  /** The names of all executions that run, four a page; `between` is done after each page. */
  async function listRunning(between: (names: string[]) => Promise<void> = async () => undefined): Promise<string[]> {
    const names: string[] = [];
    let nextToken: string | undefined;
    do {
      const request = { stateMachineArn, statusFilter: 'RUNNING' as const, maxResults: 4 };
      const page = engine.listExecutions({ ...request, ...(nextToken !== undefined && { nextToken }) });
      const found = page.items.map((it) => it.name);
      names.push(...found);
      await between(found);
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return names;
  }

  const newestFirst = Array.from({ length: 10 }, (_, i) => `x${9 - i}`);

  it('list each execution once, the newest first', async () => {
    expect(await listRunning()).toEqual(newestFirst);
  });

  it('leave none out when those that were listed end', async () => {
    const executionArn = (name: string) => `arn:aws:states:us-east-1:1:execution:m:${name}`;
    const listed = await listRunning(async (names) => {
      for (const name of names) await engine.stopExecution({ executionArn: executionArn(name) });
    });

    expect(listed).toEqual(newestFirst);
  });

  it('repeat none when others start meanwhile', async () => {
    let started = 0;
    const listed = await listRunning(async () => {
      await engine.startExecution({ stateMachineArn, name: `later${(started += 1)}` });
    });

    expect(listed).toEqual(newestFirst);
  });

  it('take no token of another list', () => {
    const { nextToken = '' } = engine.listExecutions({ stateMachineArn, maxResults: 4 });
    const executionArn = 'arn:aws:states:us-east-1:1:execution:m:x1';

    expect(() => engine.listExecutions({ stateMachineArn, statusFilter: 'FAILED', nextToken })).toThrow(
      /Invalid Token/,
    );
    expect(() => engine.getExecutionHistory({ executionArn, nextToken })).toThrow(/Invalid Token/);
    expect(() => engine.listExecutions({ stateMachineArn, nextToken: 'garbage' })).toThrow(/Invalid Token/);
  });

  it('of a history go on where they were, in both directions', async () => {
    const executionArn = 'arn:aws:states:us-east-1:1:execution:m:x1';
    await engine.stopExecution({ executionArn });
    const ids = (reverseOrder: boolean): number[] => {
      const first = engine.getExecutionHistory({ executionArn, reverseOrder, maxResults: 2 });
      const { nextToken = '' } = first;
      const rest = engine.getExecutionHistory({ executionArn, reverseOrder, nextToken });
      return [...first.items, ...rest.items].map((it) => it.id);
    };

    expect(ids(false)).toEqual([1, 2, 3, 4]);
    expect(ids(true)).toEqual([4, 3, 2, 1]);
  });
});
