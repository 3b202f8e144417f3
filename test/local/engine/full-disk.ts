/**
 * Runs executions on a journal until it refuses one: tells the name of each that it acknowledged, then why it refused.
 * Argument: the data directory.
 */
import { createEngine, sqliteJournal } from '../../../local/engine/index.ts';

const [, , directory = ''] = process.argv;
const stateMachineArn = 'arn:aws:states:us-east-1:1:stateMachine:m';
const engine = createEngine({
  journal: sqliteJournal(directory),
  integrations: {},
  region: 'us-east-1',
  accountId: '1',
});
const states = { A: { Type: 'Pass', End: true } };
engine.loadMachine({
  name: 'm',
  arn: stateMachineArn,
  definition: { QueryLanguage: 'JSONata', StartAt: 'A', States: states },
});
try {
  for (let i = 0; i < 10_000; i += 1) {
    const { executionArn } = await engine.startExecution({ stateMachineArn, name: `x${i}` });
    await engine.waitForExecution(executionArn);
    process.stdout.write(`x${i}\n`);
  }
} catch (error) {
  process.stdout.write(`refused: ${(error as Error).message}\n`);
}
