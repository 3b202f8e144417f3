import type { Json } from '../../../../local/engine/index.ts';
import { startMachine, TaskError, type Fake } from '../../../../local/testing/index.ts';
import { never } from '../fakes.ts';
import { ASK, call, children, each, INVOKE, machine, parallel, pass, task, wait, type States } from '../machines.ts';
import { rule } from './rule.ts';

const SYNC = 'https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-sync';
const DEFAULT = 'https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-default';

/** Stops the parent once its child calls the function, and says how both ended. */
async function stopped(parent: States, child: States): Promise<{ parent: string; children: string[] }> {
  const { engine, executionArn, ended } = await startMachine({
    definition: machine(parent),
    machines: { child: machine(child) },
    fakes: {
      [INVOKE]: (_, context) => {
        context.after(5, () => context.engine.stopExecution({ executionArn }));
        return null;
      },
    },
  });
  const { status } = await ended;
  return { parent: status, children: (await children(engine)).map((it) => it.status) };
}

rule('Stopping the parent stops the child that it waits for', SYNC, async () => {
  const ends = await stopped({ Call: call('.sync:2') }, { Ask: task({ Resource: ASK }) });

  expect(ends).toEqual({ parent: 'ABORTED', children: ['ABORTED'] });
});

rule('Stopping the parent leaves a child be that it only started', DEFAULT, async () => {
  const child = { Work: task({ Next: 'Sleep' }), Sleep: wait(60) };

  expect(await stopped({ Call: call('', { Next: 'Rest' }), Rest: wait(600) }, child)).toEqual({
    parent: 'ABORTED',
    children: ['SUCCEEDED'],
  });
});

/** Runs a machine of which a part waits for a child. @returns its error, and how its children ended */
async function cutOff(states: States, fake: Fake = never): Promise<Json[]> {
  const { engine, ended } = await startMachine({
    definition: machine(states),
    machines: { child: machine({ Sleep: wait(600) }) },
    fakes: { [INVOKE]: fake },
  });
  const { error } = await ended;
  return [error ?? null, ...(await children(engine)).map((it) => it.status)];
}

rule('A branch that fails stops the child that another branch waits for', SYNC, async () => {
  const branches = [
    { Call: call('.sync:2') },
    { Late: wait(5, { Next: 'Break' }), Break: { Type: 'Fail', Error: 'Broken' } },
  ];

  expect(await cutOff({ Both: parallel(branches) })).toEqual(['Broken', 'ABORTED']);
});

rule('An iteration that fails stops the child that another iteration waits for', SYNC, async () => {
  const iteration = {
    Which: { Type: 'Choice', Choices: [{ Condition: '{% $states.input = 1 %}', Next: 'Call' }], Default: 'Late' },
    Call: call('.sync:2'),
    Late: wait(5, { Next: 'Break' }),
    Break: { Type: 'Fail', Error: 'Broken' },
  };

  expect(await cutOff({ Each: each([1, 2], iteration) })).toEqual(['Broken', 'ABORTED']);
});

/** A branch waits for a child, which is only being started when the other branch fails. */
const together = parallel([{ Call: call('.sync:2') }, { Break: task() }], {
  Catch: [{ ErrorEquals: ['Caught'], Next: 'Rest' }],
});

const breaks =
  (error: string): Fake =>
  () => {
    throw new TaskError(error);
  };

rule('A child that is only being started when another branch fails is stopped too', SYNC, async () => {
  expect(await cutOff({ Both: together, Rest: wait(900) }, breaks('Caught'))).toEqual([null, 'ABORTED']);
});

rule('A child that is only being started when its parent fails is stopped too', SYNC, async () => {
  expect(await cutOff({ Both: together, Rest: pass() }, breaks('Broken'))).toEqual(['Broken', 'ABORTED']);
});

rule('A parent that has no events left stops the child that it waits for', SYNC, async () => {
  const endless = { On: pass({ Next: 'And on' }), 'And on': pass({ Next: 'On' }) };

  expect(await cutOff({ Both: parallel([{ Call: call('.sync:2') }, endless]) })).toEqual(['States.Runtime', 'ABORTED']);
});
