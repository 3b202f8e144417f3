/**
 * A process to be killed: starts executions until it is, telling each acknowledged one on its standard output; with `finish`
 * it only lets what it finds run to the end, and tells every execution's status.
 * Arguments: data directory, ledger of effects (outside the engine), round or `finish`.
 */
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createEngine, sqliteJournal } from '../../../local/engine/index.ts';

const [, , directory = '', ledger = '', round = ''] = process.argv;
const ARN = 'arn:aws:states:us-east-1:1:stateMachine:m';
const INVOKE = 'arn:aws:states:::lambda:invoke';

const engine = createEngine({
  journal: sqliteJournal(directory),
  integrations: {
    async [INVOKE](args, { executionName }) {
      appendFileSync(ledger, `${executionName}:${JSON.stringify(args)}\n`);
      await sleep(5);
      return args;
    },
  },
  region: 'us-east-1',
  accountId: '1',
});
const Retry = [{ ErrorEquals: ['Lambda.Unknown'] }];
const branch = (name: string, effect: string) => ({
  StartAt: name,
  States: { [name]: { Type: 'Task', Resource: INVOKE, Arguments: effect, Retry, End: true } },
});
engine.loadMachine({
  name: 'm',
  arn: ARN,
  definition: {
    QueryLanguage: 'JSONata',
    StartAt: 'Both',
    States: { Both: { Type: 'Parallel', Branches: [branch('One', 'one'), branch('Two', 'two')], End: true } },
  },
});
await engine.resume();

if (round === 'finish') {
  const { items } = engine.listExecutions({ stateMachineArn: ARN, maxResults: 1000 });
  for (const { executionArn, name } of items) {
    const { status } = await engine.waitForExecution(executionArn);
    process.stdout.write(`${name} ${status}\n`);
  }
  await engine.close();
} else {
  for (let i = 0; i < 1000; i += 1) {
    const name = `r${round}-${i}`;
    await engine.startExecution({ stateMachineArn: ARN, name });
    process.stdout.write(`${name}\n`);
    await sleep(1);
  }
}
